"""Articles out: records (JSONL), rows (CSV) and tables, in files that are complete or not there."""
