"""Figures as they stand on a page (`lines`), and in a file (`exported`)."""
