"""What happens to the ways a person may be reached.

keeping   by staff; what a person does not want to be told
fetching  what registry has verified
erasing   both, forgotten with the person
"""

from services.notifications.contacts.commands.erasing import forget_contact_points
from services.notifications.contacts.commands.fetching import (
    begin_fetches,
    claim_fetches,
    close_fetch,
    keep_fetched,
    release_fetches,
    revoke_withdrawn,
    take_back_untold,
)
from services.notifications.contacts.commands.keeping import (
    PERSON_KEYS,
    normalised,
    opt_in,
    opt_out,
    put_contact_point,
    revoke_contact_point,
)

__all__ = [
    "PERSON_KEYS",
    "begin_fetches",
    "claim_fetches",
    "close_fetch",
    "forget_contact_points",
    "keep_fetched",
    "normalised",
    "opt_in",
    "opt_out",
    "put_contact_point",
    "release_fetches",
    "revoke_contact_point",
    "revoke_withdrawn",
    "take_back_untold",
]
