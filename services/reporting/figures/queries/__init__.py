"""Figures read back, as sums over a few dozen rows, never as a count over persons.

`standing` (all figures of a unit), `parts` (what makes up a figure), `tree` (all units at once), `sums` (the statement
that all three are made of), `days` (when a figure changed). Statements are built once where it matters, for building
one costs more than running it.

`ledger` has what sums cannot tell: the same figures by what was recorded before an instant, and the ids behind one,
which `opened` reads page by page.
"""
