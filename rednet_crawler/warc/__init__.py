"""WARC files: what the site answered, kept as it came, and read again without the network. Needs the extra `warc`."""
