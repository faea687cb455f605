"""Where things stand on a page: bytes in, `RawArticle` or `Listing` out."""
