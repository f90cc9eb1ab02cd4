"""The stations of a round, and their scores with them, go to where they stand."""

from services.reporting.scores.tables import ASSESSED_STATION
from shared.auth.moved import following

SCORES_FOLLOW = following("scores-follow", ASSESSED_STATION.c.org_path)
