"""The version of the extractor, which the archive keeps with each reading."""

EXTRACTOR_VERSION = 3
"""Raise it with each change after which a page may be read otherwise: articles that another version
read are asked for whole when they are due, so that no "not modified" keeps the older reading.
Version 1 is that of 0.1.0, which kept none.
"""
