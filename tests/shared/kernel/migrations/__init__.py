"""Migrations of the bare kernel."""
