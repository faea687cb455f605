"""First contact with a station: a few polite requests, what of the known facts holds, and which reader reads what."""
