"""Rounds and nominations go with their unit."""

from services.benefits.awards.tables import NOMINATION, SELECTION
from shared.auth.moved import following

# After the directory: who nominates holds the person's row there.
AWARDS_FOLLOW = following("awards-follow", SELECTION.c.org_path, NOMINATION.c.org_path)
