"""Contents of cases while the master key is replaced."""

from services.benefits.cases.tables import CASE_CONTENT
from shared.rotation import wrapped_keys

CONTENT_KEYS = wrapped_keys(CASE_CONTENT, CASE_CONTENT.c.data_key, CASE_CONTENT.c.applicant_id)
