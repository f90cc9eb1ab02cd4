"""On whom a caller decides nothing: registry alone knows who he is."""

from shared.approval.recusal import Recusal
from shared.auth.own_file import OwnFileNotFound, OwnFileUnavailable, ask_of_caller

PATH = "/accounts/me/parties"


async def ask_recusal(registry_url: str, token: str) -> Recusal:
    """`registry_url` is any address of the registry, `token` the caller's own. Raises `OwnFileUnavailable`, also where
    registry does not know the question, as an earlier release of it, and `NotAuthenticated`."""
    try:
        return await ask_of_caller(registry_url, PATH, token, Recusal)
    except OwnFileNotFound:
        raise OwnFileUnavailable from None
