"""The reader of last resort: a page read by its wording, where no template matches or its body is not there."""
