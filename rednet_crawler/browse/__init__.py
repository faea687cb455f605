"""Browsing an archive: Datasette over a catalogue of its articles (extra `browse`)."""
