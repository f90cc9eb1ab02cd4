"""A program that says what time it is."""
