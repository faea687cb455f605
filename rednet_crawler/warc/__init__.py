"""WARC files: responses kept as they came, and read again without network (extra `warc`)."""
