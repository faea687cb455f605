"""Scrapy extensions: what a run leaves behind, whom it tells, how it ends, how its log is written."""
