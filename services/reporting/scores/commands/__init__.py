"""What is done with rounds and scores."""
