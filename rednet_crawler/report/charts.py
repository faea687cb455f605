"""Charts as inline SVG, in the colours of the page they stand in: without script, and drawn once for a wide and once for a narrow page."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pygal
from markupsafe import Markup
from pygal.style import Style

from rednet_crawler.safety.safe_text import one_line

_COLOURS = 6
"""Series beyond so many are drawn as one."""
_STYLE = Style(
    background="transparent",
    plot_background="transparent",
    foreground="var(--ink)",
    foreground_strong="var(--ink)",
    foreground_subtle="var(--line)",
    guide_stroke_color="var(--line)",
    major_guide_stroke_color="var(--line)",
    colors=tuple(f"var(--chart-{at})" for at in range(1, _COLOURS + 1)),
    value_colors=("var(--ink)",) * _COLOURS,
    opacity="1",
    opacity_hover="1",
    font_family="inherit",
    label_font_size=12,
    major_label_font_size=12,
    legend_font_size=12,
    value_font_size=11,
)
_WIDE, _NARROW = 900, 350
"""Widths in pixels at which letters have their natural size."""
_LABELS, _LABELS_NARROW = 16, 6
_VALUES, _VALUES_NARROW = 31, 8
"""Bars up to which each says its number."""
_LONGEST_NAME = 14


class Chart(NamedTuple):
    """Numbers over labels that have an order: a series for each name."""

    labels: Sequence[str]
    series: Mapping[str, Sequence[float | None]]

    @property
    def empty(self) -> bool:
        """Say whether there is nothing to draw."""
        return not any(value for values in self.series.values() for value in values)

    def columns(self) -> Markup:
        """Return the numbers as columns, one series upon the other."""
        return self._draw(pygal.StackedBar, 240)

    def lines(self) -> Markup:
        """Return the numbers as lines."""
        return self._draw(pygal.Line, 240, dots_size=3, stroke_style={"width": 2})

    def bars(self) -> Markup:
        """Return the numbers as horizontal bars, the first one on top."""
        turned = Chart(
            [_short(label) for label in reversed(self.labels)],
            {name: list(reversed(values)) for name, values in self.series.items()},
        )
        return turned._draw(pygal.HorizontalBar, 50 + 24 * len(self.labels), every_label=True)

    def _draw(
        self, kind: type[pygal.graph.graph.Graph], height: int, *, every_label: bool = False, **more: object
    ) -> Markup:
        drawn, series = [], _gathered(self.series)
        for name, width, labels, values in (
            ("wide", _WIDE, _LABELS, _VALUES),
            ("narrow", _NARROW, _LABELS_NARROW, _VALUES_NARROW),
        ):
            step = 1 if every_label else -(-len(self.labels) // labels)
            columns = min(2 if width == _NARROW else 6, len(series))
            unplanned = bool(len(series) % columns)  # pygal leaves no room for a last row that is not full
            chart = kind(
                style=_STYLE, js=[], disable_xml_declaration=True, pretty_print=False, margin=6,
                margin_left=6 + self._overhang() if every_label else 6,
                width=width, height=height, show_legend=len(series) > 1, legend_at_bottom=True,
                legend_at_bottom_columns=columns, margin_bottom=6 + 18 * unplanned,
                print_values=every_label or (len(self.labels) <= values and len(series) == 1), print_zeroes=False,
                print_values_position="top",
                show_minor_x_labels=every_label, truncate_label=-1, min_scale=2, max_scale=6, **more,
            )  # fmt: skip
            chart.value_formatter = _number
            chart.add_xml_filter(_without_script)
            if every_label:  # room for the number beside the longest bar
                chart.range = (
                    0,
                    1.15 * max((value or 0 for values in series.values() for value in values), default=1),
                )
            written = [_writable(label) for label in self.labels]
            chart.x_labels = written
            if not every_label:
                chart.x_labels_major = written[::step]
            for title, numbers in series.items():
                chart.add(_writable(title), list(numbers))
            drawn.append(f'<div class="{name}{" bars" if every_label else ""}">{chart.render(is_unicode=True)}</div>')
        return Markup("".join(drawn))  # noqa: S704 - drawn by pygal, which escapes labels and names

    def _overhang(self) -> int:
        """Return by how many pixels the longest label is wider than pygal takes it to be: it knows Latin letters only."""
        return max((sum(letter > "\u2e7f" for letter in label) * 6 for label in self.labels), default=0)


def _gathered(series: Mapping[str, Sequence[float | None]]) -> Mapping[str, Sequence[float | None]]:
    """Return a series for each colour: those with the least are added up as `…`."""
    if len(series) <= _COLOURS:
        return series
    ranked = sorted(series, key=lambda name: -sum(value or 0 for value in series[name]))
    kept = {name: values for name, values in series.items() if name in ranked[: _COLOURS - 1]}
    rest = zip(*(values for name, values in series.items() if name not in kept), strict=True)
    return {**kept, "…": [sum(value or 0 for value in column) for column in rest]}


def _without_script(drawing: Any) -> Any:
    """Remove what pygal leaves for its own script, labels and all."""
    for script in drawing.findall(".//script"):
        script.getparent().remove(script)
    return drawing


def _writable(text: str) -> str:
    """Drop what neither a page nor XML can hold: lxml refuses the two last characters of the first plane as well."""
    return one_line(text).replace("\ufffe", "").replace("\uffff", "")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.3f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_NAME else label[: _LONGEST_NAME - 1] + "…"
