"""Books: `contents`, which there are; `batches`, many entries of one at once."""

from services.registry.books.schemas.contents import BOOKS, CONTENTS, EXPORTS, book_over, books_under

__all__ = ["BOOKS", "CONTENTS", "EXPORTS", "book_over", "books_under"]
