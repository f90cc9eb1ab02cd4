"""Pages of books: `entries`, the `fields` of their forms, `many` at once."""
