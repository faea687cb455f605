"""Charts have as many series as colours."""

import re


def test_the_least_of_many_series_are_drawn_as_one() -> None:
    # here, for its library puts a finder of modules in place that the collection of tests stumbles over
    from rednet_crawler.report.charts import Chart

    statuses = {str(status): [at, 100 - status] for at, status in enumerate(range(200, 212))}
    drawn = Chart(["1", "2"], {"ok": [900, None], **statuses}).columns()
    legends = dict.fromkeys(re.findall(r"<text[^>]*>(ok|2\d\d|…)</text>", drawn))
    assert len(legends) == 6
    assert {"ok", "…"} < set(legends)
