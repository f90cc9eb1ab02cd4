"""What is kept in books (台账): an entry is recorded, taken a step further, corrected, revoked; nothing is deleted, and
what it said before is kept. A room says what its books are of; its service says whose an entry is (`whose`). The routes
and pages of a book are in `shared.books`.
"""
