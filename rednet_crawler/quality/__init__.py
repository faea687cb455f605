"""Whether a run's pages were read as well as those of the runs before: counts, comparison, alarms. Knows no Scrapy."""
