"""What may be told, and how: texts without control characters, messages without mentions, no credentials."""
