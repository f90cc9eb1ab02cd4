"""What is done with supervision slips."""
