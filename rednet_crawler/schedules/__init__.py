"""What starts a crawl again and again: text for systemd, cron and GitHub Actions. Knows nothing of crawling."""
