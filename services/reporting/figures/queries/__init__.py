"""Figures read back, as sums over a few dozen rows, never as a count over persons.

`standing` (all figures of a unit), `parts` (what makes up one figure), `tree` (all units at once), `sums` (the
statement that all three are made of). Statements are built once, for building one costs more than running it.
"""
