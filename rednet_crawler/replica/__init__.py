"""An offline replica of the station: made-up articles in its page forms, the seed article, truth.

Whatever docs/site.md leaves open, such as the numbers of the channels, is made up.
"""
