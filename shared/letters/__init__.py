"""What a person is handed about what was decided: one form, one way to print it.

letter      Letter: what stands in it, as data
remedies    what may be done against it, and until when; each with its article
office      the DOCX, where people work on it
press       the PDF: GB/T 9704, set by Typst
answering   the route of the API and the pages of a letter

In a room: `letters.py` has a dependency that answers a `Letter` for a decision; `letter_route` in its endpoints and
`letter_pages` in its pages offer it; tests/architecture/letters.toml says which commands have one, and why others have
none.
"""

from shared.letters.letter import Letter, LetterNotFound, LetterTable, day_in_words, decided, paragraphs_of, same

__all__ = ["Letter", "LetterNotFound", "LetterTable", "day_in_words", "decided", "paragraphs_of", "same"]
