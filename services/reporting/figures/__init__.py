"""What is counted: figures as data, folded from events into totals by org unit and day, read back as of any date."""
