"""The archive: what the station has listed and said, and what became of each URL. SQL in plain sight."""
