"""How a person may be reached, and what they do not want to be told."""
