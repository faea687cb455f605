"""A described dataset: tables of an archive, with what they hold, how complete they are and how to cite them."""
