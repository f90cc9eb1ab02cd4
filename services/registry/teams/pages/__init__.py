"""Volunteer teams in a browser: `showing`, `recording`, `deciding`."""

from services.registry.teams.pages import deciding, recording, showing
from services.registry.teams.pages.words import router

__all__ = ["router", "recording", "deciding", "showing"]
