"""`book` is the book of visits, `coverage` what the lists of a festival say."""
