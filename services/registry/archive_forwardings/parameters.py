"""Where paper files are sent on to, and how records of it stand."""

from collections.abc import Mapping
from enum import StrEnum

from shared.events.person_codes import ARCHIVE_DESTINATION, ARCHIVE_FORWARDING_REVOCATION
from shared.language import Named

DESTINATIONS: Mapping[str, Named] = ARCHIVE_DESTINATION.by_code()
REASONS: Mapping[str, Named] = ARCHIVE_FORWARDING_REVOCATION.by_code()
# What says which one is meant; of all others their name does.
NAMED_BY: Mapping[str, str] = {"org-unit": "unit", "other-county": "division"}
RECEIVER = "receiver"


class ForwardingState(StrEnum):
    """How a record stands."""

    OPEN = "open"
    RECEIVED = "received"
    REVOKED = "revoked"


STANDINGS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named(ForwardingState.OPEN.value, "未收到回执", "without a receipt"),
        Named(ForwardingState.RECEIVED.value, "已收到回执", "receipt came back"),
        Named(ForwardingState.REVOKED.value, "已撤销", "revoked"),
    )
}
