"""Articles by month and channel, the busiest correspondents (通讯员), and a chart: a worked example on exported tables.

    rednet export -o articles.parquet
    rednet export --table people -o people.parquet
    pip install pandas pyarrow matplotlib
    python examples/by_month.py

It reads both files from the current folder, prints two tables, and writes by_month.svg.
"""

import matplotlib as mpl
import pandas as pd

mpl.use("svg")
# The first of these that is installed draws the Chinese names; SVG keeps them as text in any case.
mpl.rcParams["font.sans-serif"] = [
    "Noto Sans CJK SC",
    "WenQuanYi Micro Hei",
    "Microsoft YaHei",
    "PingFang SC",
    "DejaVu Sans",
]
mpl.rcParams["svg.fonttype"] = "none"
CHANNELS = 8


def by_month(articles: pd.DataFrame) -> pd.DataFrame:
    """Return how many articles each channel had in each month: months down, the busiest channels across.

    An article that several channels listed counts in each of them; one without a known day is left out.
    """
    dated = articles.dropna(subset="published_at")
    # published_at is a time with its zone, or the day alone: the month is its first seven characters
    listed = dated.assign(month=dated.published_at.str[:7])[["month", "channels"]].explode(
        "channels"
    )
    table = pd.crosstab(listed.month, listed.channels)
    return table[table.sum().sort_values(ascending=False).index[:CHANNELS]]


def correspondents(people: pd.DataFrame, most: int = 10) -> pd.DataFrame:
    """Return who stands as 通讯员 in the most bylines."""
    named = people[(people.credit == "byline") & people.role.str.contains("通讯员", na=False)]
    return (
        named.groupby("name").content_id.nunique().nlargest(most).rename("articles").reset_index()
    )


def main() -> None:
    """Print the tables and draw the chart."""
    months = by_month(pd.read_parquet("articles.parquet", columns=["published_at", "channels"]))
    print(months.tail(12).to_string(), end="\n\n")
    print(correspondents(pd.read_parquet("people.parquet")).to_string(index=False))
    years = months.groupby(months.index.str[:4]).sum()
    axes = years.plot.bar(
        stacked=True,
        figsize=(9, 4.5),
        ylabel="articles",
        xlabel="",
        title="红网怀化站: articles by year and channel",
    )
    axes.legend(title=None, bbox_to_anchor=(1, 1), frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    axes.figure.savefig("by_month.svg", bbox_inches="tight")


if __name__ == "__main__":
    main()
