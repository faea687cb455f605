"""What a hostile server answers instead of an article, a listing or its robots.txt: served by the
replica, each case on its own page.
"""
