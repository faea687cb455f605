"""Charts as inline SVG without script, in the colours of the page.

Each chart is drawn twice, for a wide and for a narrow page.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pygal
from markupsafe import Markup
from pygal.style import Style

from rednet_crawler.safety import one_line

_COLOURS = 6
"""Most series in a chart; further ones are added up as one."""
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
_LONGEST_NAME = 14


class _Size(NamedTuple):
    """A size in which a chart is drawn."""

    name: str
    """The class in the style sheet."""
    width: int
    """Pixels at which text has its natural size."""
    labels: int
    """Most labels on the axis."""
    values: int
    """Most columns that show their numbers."""
    legend_columns: int


_SIZES = (_Size("wide", 900, 16, 31, 6), _Size("narrow", 350, 6, 8, 2))


class Chart(NamedTuple):
    """Series of numbers, by name, over ordered labels."""

    labels: Sequence[str]
    series: Mapping[str, Sequence[float | None]]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(value for values in self.series.values() for value in values)

    def columns(self) -> Markup:
        """Return the chart as stacked columns."""
        return self._draw(pygal.StackedBar, 240)

    def lines(self) -> Markup:
        """Return the chart as lines."""
        return self._draw(pygal.Line, 240, dots_size=3, stroke_style={"width": 2})

    def bars(self) -> Markup:
        """Return the chart as horizontal bars, the first one on top."""
        turned = Chart(
            [_short(label) for label in reversed(self.labels)],
            {name: list(reversed(values)) for name, values in self.series.items()},
        )
        return turned._draw(pygal.HorizontalBar, 50 + 24 * len(self.labels), every_label=True)

    def _draw(
        self,
        kind: type[pygal.graph.graph.Graph],
        height: int,
        *,
        every_label: bool = False,
        **more: object,
    ) -> Markup:
        drawn = []
        for size in _SIZES:
            chart = self._chart(kind, size, every_label=every_label, height=height, **more)
            classes = f"{size.name} bars" if every_label else size.name
            drawn.append(f'<div class="{classes}">{chart.render(is_unicode=True)}</div>')
        return Markup("".join(drawn))  # noqa: S704 - drawn by pygal, which escapes labels and names

    def _chart(
        self,
        kind: type[pygal.graph.graph.Graph],
        size: _Size,
        *,
        every_label: bool,
        **more: object,
    ) -> pygal.graph.graph.Graph:
        series = _gathered(self.series)
        columns = min(size.legend_columns, len(series))
        open_row = bool(len(series) % columns)  # pygal leaves no room for such a row
        few = len(self.labels) <= size.values and len(series) == 1
        chart = kind(
            style=_STYLE, js=[], disable_xml_declaration=True, pretty_print=False, margin=6,
            margin_left=6 + self._overhang() if every_label else 6,
            width=size.width, show_legend=len(series) > 1, legend_at_bottom=True,
            legend_at_bottom_columns=columns, margin_bottom=6 + 18 * open_row,
            print_values=every_label or few, print_zeroes=False, print_values_position="top",
            show_minor_x_labels=every_label, truncate_label=-1, min_scale=2, max_scale=6, **more,
        )  # fmt: skip
        chart.value_formatter = _number
        chart.add_xml_filter(_without_script)
        if every_label:  # room for the number beside the longest bar
            numbers = (value or 0 for values in series.values() for value in values)
            chart.range = (0, 1.15 * max(numbers, default=1))
        written = [_writable(label) for label in self.labels]
        chart.x_labels = written
        if not every_label:
            chart.x_labels_major = written[:: -(-len(self.labels) // size.labels)]
        for title, values in series.items():
            chart.add(_writable(title), list(values))
        return chart

    def _overhang(self) -> int:
        """Return the pixels that pygal lacks for the longest label: it measures Latin letters."""
        lacking = (sum(letter > "\u2e7f" for letter in label) * 6 for label in self.labels)
        return max(lacking, default=0)


def _gathered(series: Mapping[str, Sequence[float | None]]) -> Mapping[str, Sequence[float | None]]:
    """Return at most one series for each colour: the smallest are added up as `…`."""
    if len(series) <= _COLOURS:
        return series
    ranked = sorted(series, key=lambda name: -sum(value or 0 for value in series[name]))
    kept = {name: values for name, values in series.items() if name in ranked[: _COLOURS - 1]}
    others = [values for name, values in series.items() if name not in kept]
    rest = zip(*others, strict=True)
    return {**kept, "…": [sum(value or 0 for value in column) for column in rest]}


def _without_script(drawing: Any) -> Any:
    """Remove the data that pygal leaves for its own script."""
    for script in drawing.findall(".//script"):
        script.getparent().remove(script)
    return drawing


def _writable(text: str) -> str:
    """Drop characters that XML cannot hold; lxml refuses U+FFFE and U+FFFF too."""
    return one_line(text).replace("\ufffe", "").replace("\uffff", "")


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.3f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_NAME else label[: _LONGEST_NAME - 1] + "…"
