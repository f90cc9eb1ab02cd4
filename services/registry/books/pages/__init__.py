"""Pages of books: `entries`, the `fields` of their forms, `many` at once."""

from services.registry.books.pages.entries import router

__all__ = ["router"]
