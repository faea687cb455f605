"""Many workers on one archive: Dramatiq hands the stations out, PostgreSQL sees to it that each is walked once (extra `cluster`)."""
