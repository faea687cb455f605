"""What a crawl decides, without Scrapy: which channels are walked, where a walk ends, what is fetched."""
