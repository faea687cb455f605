"""An offline copy of the station: made-up articles in its real page forms, the seed article, and their ground truth.

Whatever site.md leaves open, such as the numbers of the channels, is made up.
"""
