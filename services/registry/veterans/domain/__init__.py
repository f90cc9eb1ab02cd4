"""What a veteran's registration must be (pure): identity numbers, values, their consistency, the whole."""
