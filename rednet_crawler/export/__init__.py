"""Articles out: as records (JSONL) and as flat rows (CSV), in files that are complete or not there."""
