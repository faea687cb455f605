"""What statuses of HTTP mean to a crawl."""

OK = 200
GONE = (404, 410)
"""Nothing is there."""
