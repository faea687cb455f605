"""Scrapy extensions: the record of a run, its alarms, its end, its log."""
