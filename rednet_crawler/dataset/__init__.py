"""Described datasets: tables of an archive, what they hold, how complete they are, how to cite."""
