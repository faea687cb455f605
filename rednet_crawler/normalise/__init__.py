"""How rednet writes: text in, value out."""
