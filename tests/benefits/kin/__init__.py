"""Nobody decides for himself or his kin."""
