"""Scrapy settings: only what differs from Scrapy's defaults, each with the reason; and our own, named `REDNET_…`.

Each REDNET_… setting is also an environment variable of the same name.
"""

import os

from rednet_crawler import __version__

BOT_NAME = "rednet-crawler"
SPIDER_MODULES = ["rednet_crawler.spiders", "rednet_crawler.survey"]
NEWSPIDER_MODULE = "rednet_crawler.spiders"
ADDONS: dict[str, int] = {}
COMMANDS_MODULE = (
    "rednet_crawler.launch"  # `scrapy crawl` checks settings and ends as `rednet crawl` does
)

# ---- our own

REDNET_ARCHIVE = os.environ.get("REDNET_ARCHIVE", "")
"""The archive: a file such as `rednet.db`, or `postgresql+psycopg://user@host/database`. Empty for
`rednet.db`, and for a temporary one where `scrapy crawl` runs a spider. Used by `spiders`.
"""
REDNET_CONTACT = os.environ.get("REDNET_CONTACT", "")
"""Who runs this, in the User-Agent: an address or a URL. Used by `middlewares.requests`."""
REDNET_FOLLOW = os.environ.get("REDNET_FOLLOW", "")
"""Stations whose articles are fetched where a listing names them, such as `hn,cs`, or `*`; empty
for those that the station is known to list as its own (hh: hn). Used by `spiders`.
"""
REDNET_CHANNELS = os.environ.get("REDNET_CHANNELS", "")
"""Names of the channels that the station has, with commas between: a run that finds fewer is not
complete. Empty for those that are known of it (hh: 19), `*` for whatever is found. Used by
`spiders`.
"""
REDNET_REPLICA = os.environ.get("REDNET_REPLICA", "")
"""`127.0.0.1:PORT`: where the site's hosts are served instead, over plain HTTP. Used by `downloads`."""
REDNET_PRIVATE_NETWORKS = os.environ.get("REDNET_PRIVATE_NETWORKS", "")
"""Private networks, such as `10.0.0.0/8`, into which the names of the site's hosts may lead, where
a network resolves them so. Used by `downloads`.
"""
REDNET_EXCEL = os.environ.get("REDNET_EXCEL", "").lower().replace("yes", "true") or False
"""CSV feeds in the form that Excel opens rightly. Used by `exporters`."""
REDNET_RUN_FILE = os.environ.get("REDNET_RUN_FILE", "")
"""Where the record of the run is written; empty for `run.json` beside an archive that is a file.
Used by `extensions.run_record`.
"""
REDNET_MAX_PAGES = os.environ.get("REDNET_MAX_PAGES") or 2000
"""Pages of one channel that a walk reads at most: paging that never ends is cut, and reported. Used by `spiders`."""
REDNET_METRICS = os.environ.get("REDNET_METRICS", "")
"""File in which a run leaves its figures for the node exporter of Prometheus; empty for none. Used
by `extensions.metrics`.
"""
REDNET_WARC = os.environ.get("REDNET_WARC", "")
"""Folder in which every exchange is kept as WARC; empty for none. Used by `middlewares.warc`, with the next."""
REDNET_WARC_SIZE = os.environ.get("REDNET_WARC_SIZE") or 1_000_000_000
"""Bytes from which on a WARC file is followed by another."""
REDNET_ALARM_FAILURES = os.environ.get("REDNET_ALARM_FAILURES") or 0.25
"""Part of the pages tried that may fail before that is an alarm. Used by `extensions.notify`, as are the next four."""
REDNET_ALARM_HOURS = os.environ.get("REDNET_ALARM_HOURS") or 72
"""Hours without a new article that are an alarm; 0 for no limit."""
REDNET_ALARM_WEBHOOK = os.environ.get("REDNET_ALARM_WEBHOOK", "")
"""Addresses that alarms are sent to, with blanks between: robots of WeCom, DingTalk, Feishu, or any that takes JSON."""
REDNET_ALARM_SECRET = os.environ.get("REDNET_ALARM_SECRET", "")
"""What messages to DingTalk and Feishu are signed with."""

# ---- the site comes first

ROBOTSTXT_OBEY = (
    False  # default False: `middlewares.robots` obeys it; Scrapy's own fetches on after a 5xx
)
USER_AGENT = f"rednet-crawler/{__version__}"  # default names Scrapy; the contact is added by `UserAgentMiddleware`
CONCURRENT_REQUESTS_PER_DOMAIN = (
    1  # default 8; here over all hosts of the network (`pace`), as is the next
)
DOWNLOAD_DELAY = 1.05  # seconds; default 0. A little over the second that is promised: servers measure differently
DOWNLOAD_DELAY_JITTER = 0  # default 0.5: as little as half of the pause that is promised
DOWNLOAD_TIMEOUT = 30  # default 180
DNS_TIMEOUT = 8  # default 60: without a network a crawl says so within half a minute
TWISTED_DNS_RESOLVER = "scrapy.resolver.CachingHostnameResolver"  # default knows IPv4 alone
RETRY_HTTP_CODES = [429, 500, 502, 503, 504, 522, 524]  # default also 408

# ---- only the site, and nothing of us

DOWNLOAD_HANDLERS = {
    "http": "rednet_crawler.downloads.handler.SiteDownloadHandler",
    "https": "rednet_crawler.downloads.handler.SiteDownloadHandler",
    "data": None,  # pages are hostile input: a link must not read files
    "file": None,
    "ftp": None,
    "s3": None,
}
DOWNLOAD_VERIFY_CERTIFICATES = True  # default False
DOWNLOAD_MAXSIZE = (
    4 * 1024 * 1024
)  # default 1 GiB; packed and unpacked. A page of the site has some 50 KB
DOWNLOAD_WARNSIZE = 0  # default 32 MiB: what is over the bound says so itself
COOKIES_ENABLED = False  # default True
REFERRER_POLICY = "no-referrer"  # default sends where we come from
REDIRECT_MAX_TIMES = 5  # default 20
METAREFRESH_ENABLED = False  # default True: a page must not send us elsewhere
TELNETCONSOLE_ENABLED = False  # default True: a shell into the process for everybody on the machine
REMOTE_CONTROL_ENABLED = False  # default True: the same over a socket

# ---- the path of an article

DOWNLOADER_MIDDLEWARES = {
    "rednet_crawler.middlewares.requests.OffSiteMiddleware": 50,  # before all others, at every hop of a redirect
    "rednet_crawler.middlewares.requests.HttpsMiddleware": 60,  # before robots.txt, asked for over https, too
    "rednet_crawler.middlewares.robots.RobotsMiddleware": 100,
    "rednet_crawler.middlewares.requests.UserAgentMiddleware": 400,
    "rednet_crawler.middlewares.walls.BlockMiddleware": 540,  # behind the retries and the pauses on the way back
    "rednet_crawler.middlewares.walls.CookieWallMiddleware": 610,  # sees a redirect before it is followed (600)
    "rednet_crawler.middlewares.backoff.BackOffMiddleware": 560,  # next to the retries (550)
    "rednet_crawler.middlewares.encoding.ContentEncodingMiddleware": 590,
    "rednet_crawler.middlewares.cookies.OwnCookiesMiddleware": 700,
    "rednet_crawler.middlewares.proxies.ProxyMiddleware": 750,
    "rednet_crawler.middlewares.warc.WarcMiddleware": 900,  # next to the network: sees what goes over the wire
    "rednet_crawler.middlewares.replay.ReplayMiddleware": 840,  # next to the stats (850): it is no request
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,  # fetches a list of domains from another host
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,  # keeps half of a page
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,  # knows no all_proxy
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # knows allowed_domains only
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
}
ITEM_PIPELINES = {
    "rednet_crawler.pipelines.NormalisePipeline": 100,
    "rednet_crawler.pipelines.CoveragePipeline": 250,
    "rednet_crawler.pipelines.DateRangePipeline": 300,
    "rednet_crawler.pipelines.ArchivePipeline": 400,
    "rednet_crawler.pipelines.HandOutPipeline": 450,
}
FEED_EXPORTERS = {
    "csv": "rednet_crawler.exporters.RednetCsvItemExporter",  # Scrapy's writes nested values as Python repr
    "jsonl": "rednet_crawler.exporters.RednetJsonLinesItemExporter",
    "jsonlines": "rednet_crawler.exporters.RednetJsonLinesItemExporter",
    "jl": "rednet_crawler.exporters.RednetJsonLinesItemExporter",
}
FEED_STORAGES = {  # Scrapy's writes under the final name from the start
    "": "rednet_crawler.exporters.AtomicFileFeedStorage",
    "file": "rednet_crawler.exporters.AtomicFileFeedStorage",
}
FEED_EXPORT_ENCODING = "utf-8"  # default None: escaped in JSON
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # default LIFO: the oldest article first
CONCURRENT_ITEMS = 1  # default 100, each a task a page: a page holds one article, and our pipelines wait for nothing
WARN_ON_GENERATOR_RETURN_VALUE = (
    False  # default True: reads the source of a callback anew for each page
)
SPIDER_MIDDLEWARES = {  # each is two generators around what a page yields
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,  # nobody asks how deep a page is
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,  # spiders enter each status into the ledger
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,  # finds slips in spiders, once
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,  # drops silently; `site.urls` reads no longer ones
}
LOG_FORMATTER = "rednet_crawler.extensions.logs.OneLineLogFormatter"  # default prints whole items when one is dropped
EXTENSIONS = {
    "rednet_crawler.extensions.feeds.FeedCheck": -1,  # before the record of the run, which tells what came of the feeds
    "scrapy.extensions.feedexport.FeedExporter": None,  # the next one
    "rednet_crawler.extensions.feeds.FeedsByRow": 0,
    "rednet_crawler.extensions.hand_out.HandOut": 10,  # once the feeds are open
    "rednet_crawler.extensions.metrics.MetricsFile": 0,
    "rednet_crawler.extensions.logs.BlindSettings": 0,
    "rednet_crawler.extensions.logs.SafeLog": 0,
    "rednet_crawler.extensions.run_record.RunRecord": 0,
    "rednet_crawler.extensions.shutdown.PromptStop": 0,
}
