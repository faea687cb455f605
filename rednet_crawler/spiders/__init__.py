"""Spiders: `huaihua` walks the channels of a station, `article` fetches given articles."""
