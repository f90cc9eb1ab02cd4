"""Why somebody is a recipient no longer, and why that is revoked: the words."""

from collections.abc import Mapping

from services.registry.veterans.domain.standing import FileState
from shared.events.category_codes import RECIPIENT_END, RECIPIENT_END_REVOCATION
from shared.language import Named

ENDS: Mapping[str, Named] = RECIPIENT_END.by_code()
REVOCATIONS: Mapping[str, Named] = RECIPIENT_END_REVOCATION.by_code()
DECEASED, IN_ERROR = "deceased", "recorded-in-error"
FORGOTTEN = ""
"""In place of a document, once the person is erased."""
# Where recipients stand, in the order in which they are chosen from.
LISTED = (FileState.REGISTERED, FileState.DECEASED, FileState.TRANSFERRED_OUT, FileState.DEREGISTERED)
# Where somebody stands then: what he holds is read from it, as a veteran's is from his file.
STATE_AFTER: Mapping[str, FileState] = {
    DECEASED: FileState.DECEASED,
    "moved-away": FileState.TRANSFERRED_OUT,
    IN_ERROR: FileState.DEREGISTERED,
}
# The fields that a record has of its person.
SHOWN = ("name", "id_number")
