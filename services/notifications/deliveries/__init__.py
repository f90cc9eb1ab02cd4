"""Which event owes whom which message, and what became of it."""
