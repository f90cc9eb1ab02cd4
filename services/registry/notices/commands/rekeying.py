"""Notices that are kept while the master key is replaced."""

from services.registry.notices.tables import EXTERNAL_NOTICE
from shared.rotation import wrapped_keys

NOTICE_KEYS = wrapped_keys(EXTERNAL_NOTICE, EXTERNAL_NOTICE.c.wrapped_key, EXTERNAL_NOTICE.c.notice_id)
