"""Grants, and proposals of grants: pure decisions."""
