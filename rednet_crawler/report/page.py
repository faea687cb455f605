"""The report as an HTML page. Words of pages or servers are escaped, control characters dropped."""

from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined
from markupsafe import Markup, escape

from rednet_crawler.report.charts import Chart
from rednet_crawler.report.facts import Facts
from rednet_crawler.safety import clean
from rednet_crawler.site.clock import CHINA

_HERE = files("rednet_crawler.report") / "templates"
_MISSING_SHOWN = 200
_CHANNELS_SHOWN = 25
_MEANINGS = {
    0: ("完整", "complete"),
    1: ("内部错误", "internal error"),
    3: ("磁盘或存档问题", "disk or archive trouble"),
    4: ("不完整", "incomplete"),
    5: ("质量告警", "quality alarm"),
    6: ("被 robots.txt 拒绝", "refused by robots.txt"),
    130: ("被中断", "interrupted"),
}
_SHARP, _SLIGHT = -0.2, -0.05
"""Changes of a fill rate from which a figure is marked."""


def make_page(facts: Facts) -> str:
    """Return the report as one HTML document in Chinese and English, without outside resources."""
    environment = Environment(
        loader=BaseLoader(),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_cleaned,
    )
    environment.filters |= {"china": _china, "percent": _percent, "link": _link, "fall": _fall}
    environment.globals["t"] = _both
    template = environment.from_string((_HERE / "report.html").read_text(encoding="utf-8"))
    return template.render(
        facts=facts,
        run=facts.record,
        css=Markup((_HERE / "report.css").read_text(encoding="utf-8")),  # noqa: S704 - our own file
        meaning=_MEANINGS.get(facts.record["exit_code"], ("", "")),
        charts=_charts(facts),
        missing_shown=facts.record["missing"][:_MISSING_SHOWN],
    )


def _cleaned(value: object) -> object:
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _charts(facts: Facts) -> Mapping[str, Chart]:
    runs = [f"#{record['run']}" for record in facts.past]
    published = facts.published
    channels = dict(list(facts.channels.items())[:_CHANNELS_SHOWN])
    statuses = sorted({status for record in facts.past for status in record["statuses"]})

    def responses(status: str) -> list[int]:
        return [record["statuses"].get(status, 0) for record in facts.past]

    def latency(name: str) -> list[float | None]:
        return [record.get("latency", {}).get(name) for record in facts.past]

    return {
        "arrivals": Chart([day[5:] for day in facts.arrivals], {"": list(facts.arrivals.values())}),
        "published": Chart([day or "?" for day in published], {"": list(published.values())}),
        "channels": Chart(list(channels), {"": list(channels.values())}),
        "statuses": Chart(runs, {status: responses(status) for status in statuses}),
        "latency": Chart(runs, {"median 中位数": latency("median"), "95 %": latency("p95")}),
    }


def _both(chinese: str, english: str) -> Markup:
    """Return a text in both languages; the style sheet hides one of them."""
    both = Markup('<span lang="zh">{}</span><span lang="en">{}</span>')
    return both.format(clean(chinese), clean(english))


def _china(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")


def _percent(part: float | None) -> str:
    return "–" if part is None else f"{part:.1%}"


def _fall(field: Any) -> str:
    """Return the class that marks the fall of a fill rate: `sharp`, `slight` or none."""
    change = 0 if field.before is None else field.now - field.before
    if change <= _SHARP:
        return "sharp"
    return "slight" if change <= _SLIGHT else ""


def _link(url: str, words: str | None = None) -> Markup:
    """Return an http(s) URL as a link, any other as text; `words` are shown instead of the URL."""
    shown = escape(clean(words or url))
    if not url.startswith(("https://", "http://")):
        return shown
    return Markup('<a href="{}" rel="noreferrer noopener">{}</a>').format(clean(url), shown)
