"""Volunteer teams: `team`, `membership`, `activity`; what is refused: `refused`."""
