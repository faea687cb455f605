"""Downloader middlewares: what may be asked, at which pace, and what of it is kept."""
