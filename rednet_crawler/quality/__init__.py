"""Whether the site and the reading of its pages are as good as in earlier runs."""
