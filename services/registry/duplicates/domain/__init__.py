"""How alike two files are (`likeness`), and what becomes of a suspicion (`suspicion`)."""
