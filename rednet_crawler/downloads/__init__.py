"""The download handler and its connections: public addresses only, one request at a time."""
