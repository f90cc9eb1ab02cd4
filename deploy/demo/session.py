"""Somebody who is signed in, and goes on by himself when an access token has run out."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import httpx2

from deploy.demo.second_factor import Authenticator

UNAUTHENTICATED = 401
PATIENCE_SECONDS = 60
RETRY_SECONDS = 0.2


class NotSignedIn(Exception):
    """Registry refuses the user name with this password, or did not answer for a minute."""


@dataclass(slots=True)
class Session:
    """`token` is the access token; `registry` the address of registry's API; `authenticator` for who has one."""

    http: httpx2.AsyncClient
    registry: str
    username: str
    password: str = field(repr=False)
    authenticator: Authenticator | None = None
    token: str = field(default="", repr=False)
    _renewal_secret: str = field(default="", repr=False)
    _renewing: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    async def sign_in(self) -> None:
        """Once more where a second factor is there: its code may have been used by another program. Raises
        `NotSignedIn`."""
        answer = await self._signed_in()
        if self.authenticator and answer is not None and answer.status_code == UNAUTHENTICATED:
            answer = await self._signed_in()
        if answer is None or not answer.is_success:
            raise NotSignedIn(f"{self.username}: {answer.text if answer else 'no answer'}")
        self._take(answer)

    async def go_on(self, refused: str) -> None:
        """After an answer of 401 to the token `refused`: by the renewal secret, or else by the password."""
        async with self._renewing:
            if self.token != refused:  # another request of this session did so meanwhile
                return
            answer = await self._answered("/tokens/renewal", {"renewal_secret": self._renewal_secret})
            if answer is not None and answer.is_success:
                self._take(answer)
            else:
                await self.sign_in()

    async def _signed_in(self) -> httpx2.Response | None:
        code = {"code": await self.authenticator.code()} if self.authenticator else {}
        return await self._answered("/tokens", {"username": self.username, "password": self.password, **code})

    def _take(self, answer: httpx2.Response) -> None:
        given: dict[str, Any] = answer.json()
        self.token, self._renewal_secret = given["access_token"], given["renewal_secret"] or ""

    async def _answered(self, path: str, form: dict[str, str]) -> httpx2.Response | None:
        """The first answer but 429, 503 and 507; None when there is none for a minute."""
        deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while asyncio.get_running_loop().time() < deadline:
            try:
                answer = await self.http.post(self.registry + path, json=form)
            except httpx2.TransportError:
                answer = None
            if answer is not None and answer.status_code not in {429, 503, 507}:
                return answer
            await asyncio.sleep(RETRY_SECONDS)
        return None
