"""Backups: taken, checked, drilled, restored; a real server, real files."""
