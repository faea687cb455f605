"""The former place of `rednet_crawler.safe_text`."""

from rednet_crawler.safe_text import clean, escape_unsafe, one_line, safe_json, shown

__all__ = ["clean", "escape_unsafe", "one_line", "safe_json", "shown"]
