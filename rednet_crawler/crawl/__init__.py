"""What a crawl decides, without Scrapy: what is walked, where a walk ends, what is fetched."""
