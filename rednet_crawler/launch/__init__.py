"""How a run is started: settings checked once, for `rednet` and for `scrapy crawl`."""
