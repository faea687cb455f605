"""Schedules that start a crawl regularly: texts for systemd, cron and GitHub Actions."""
