"""Many workers on one archive (extra `cluster`).

Dramatiq hands out the stations, PostgreSQL ensures that each is walked once.
"""
