"""What may be corrected, by whom, and what follows from it for the time before (pure)."""
