"""Registry, as whoever calls may ask it himself."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from shared.auth.lookup import GrantLookup
from shared.auth.tokens import NotAuthenticated
from shared.http.browser import token_of
from shared.http.dependencies import Credentials


@dataclass(frozen=True, slots=True)
class Registry:
    """Any address of it, and the caller's own token."""

    url: str
    token: str


async def registry(request: Request, credentials: Credentials) -> Registry:
    """Raises `NotAuthenticated`."""
    known: GrantLookup = request.app.state.grants
    token = token_of(request, credentials)
    if token is None:
        raise NotAuthenticated
    return Registry(known.registry_url, token)


AskingRegistry = Annotated[Registry, Depends(registry)]
