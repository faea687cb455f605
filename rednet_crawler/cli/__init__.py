"""The command `rednet`: arguments, one-line errors, exit codes."""
