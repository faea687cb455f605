"""The egg that `scrapyd-deploy` sends to Scrapyd (docs/scrapyd.md). Everything else is built as pyproject.toml says."""

from setuptools import find_packages, setup

from rednet_crawler import __version__

setup(
    version=__version__,
    packages=find_packages(include=["rednet_crawler", "rednet_crawler.*"]),
    package_data={"": ["*.json", "*.md", "*.gz", "py.typed"]},
)
