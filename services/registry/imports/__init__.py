"""Imports: a whole register at once, from a spreadsheet; a verdict for every row."""
