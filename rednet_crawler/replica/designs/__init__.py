"""Article pages in designs that are not the site's: what is left of an article after a redesign is tried on them."""

from .pages import DESIGNS, Redesigned, redesign

__all__ = ["DESIGNS", "Redesigned", "redesign"]
