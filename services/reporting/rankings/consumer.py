"""Appeals go with their station."""

from services.reporting.rankings.tables import SCORE_APPEAL
from shared.auth.moved import following

APPEALS_FOLLOW = following("appeals-follow", SCORE_APPEAL.c.org_path)
