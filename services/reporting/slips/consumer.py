"""Slips go with their station."""

from services.reporting.slips.tables import SUPERVISION_SLIP
from shared.auth.moved import following

SLIPS_FOLLOW = following("slips-follow", SUPERVISION_SLIP.c.org_path)
