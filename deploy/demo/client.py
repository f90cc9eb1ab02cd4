"""The county's own HTTP client: what any outside program would write against the public interfaces.

Every unsafe request carries an idempotency key derived from what it asks for, so that loading twice changes nothing.
"""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import httpx2
import msgspec

from deploy.demo.session import Session
from deploy.trouble import Trouble

REQUESTS_AT_ONCE = 16
PAGE = "200"
ANSWER_SECONDS = 120
RETRY_SECONDS = 0.2
UNAUTHENTICATED = 401
NOT_YET = frozenset({403, 409, 503})  # a grant or a veteran on its way through Kafka; a service that starts
ON_ITS_WAY = "-not-known-yet"  # ends the codes of what asks for somebody or something whose event is under way
TO_BE_REBUILT = "types-missed"  # by somebody, before figures are frozen

Item = TypeVar("Item")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the four APIs and the four workers answer, by service name."""

    apis: Mapping[str, str]
    workers: Mapping[str, str]


class Problem(msgspec.Struct):
    """What a service says of a request that it refuses (RFC 9457), as far as it is told on."""

    code: str = ""
    detail: str = ""
    fields: list[dict[str, Any]] = []

    @classmethod
    def of(cls, body: str) -> "Problem":
        """Nothing of an answer that is none."""
        try:
            return msgspec.json.decode(body, type=cls)
        except msgspec.DecodeError:
            return cls()


class Refused(Trouble):
    """A service answered a request with an error the loader does not expect. `code`: of the problem; empty where the
    answer names none."""

    def __init__(self, method: str, url: str, status: int, body: str) -> None:
        problem = Problem.of(body)
        said = "".join([problem.detail, *(f"\n  {each.get('message', '')}" for each in problem.fields)]) or body[:600]
        super().__init__(f"{method} {url} 答复 {status}：{said}", f"{method} {url} answered {status}: {said}")
        self.status, self.body, self.code = status, body, problem.code


@dataclass(slots=True)
class Client:
    """Requests on behalf of one account; without a session those of the public. `limits`: how many at once, by whom
    they ask."""

    http: httpx2.AsyncClient
    addresses: Addresses
    session: Session | None = None
    limits: Mapping[str, asyncio.Semaphore] = field(
        default_factory=lambda: defaultdict(partial(asyncio.Semaphore, REQUESTS_AT_ONCE))
    )

    @property
    def bearer(self) -> dict[str, str]:
        """The header that says who asks."""
        return {"Authorization": f"Bearer {self.session.token}"} if self.session else {}

    async def go_on(self, refused: httpx2.Response) -> None:
        """After an answer of 401: the access token has run out."""
        if self.session is not None:
            await self.session.go_on(refused.request.headers["Authorization"].removeprefix("Bearer "))

    async def get(self, service: str, path: str, **query: str) -> Any:
        """The JSON a GET answers; waits for what is still on its way."""
        return await self._until_there("GET", service, path, params=query)

    async def items(self, service: str, path: str, **query: str) -> AsyncIterator[Any]:
        """Every item of a paged list."""
        page = await self.get(service, path, limit=PAGE, **query)
        while True:
            for item in page["items"]:
                yield item
            if page["next"] is None:
                return
            page = await self.get(service, path, limit=PAGE, cursor=page["next"], **query)

    async def post(self, service: str, path: str, body: Mapping[str, Any], *, repeatable: bool = False) -> Any:
        """The JSON a POST answers; the same body to the same path has its effect once, and its first answer each time.

        `repeatable`: it may have its effect again, and is answered anew.
        """
        headers = {} if repeatable else _once("POST", path, body)
        return await self._until_there("POST", service, path, json=body, headers=headers)

    async def put(self, service: str, path: str, body: Mapping[str, Any]) -> Any:
        """The JSON a PUT answers."""
        return await self._until_there("PUT", service, path, json=body, headers=_once("PUT", path, body))

    async def send_file(self, service: str, path: str, name: str, content: bytes, **form: str) -> Any:
        """The JSON that an upload answers."""
        files = {"file": (name, content)}
        headers = _once("POST", path, form | {"file": hashlib.sha256(content).hexdigest()})
        return await self._until_there("POST", service, path, files=files, data=form, headers=headers)

    async def send_text(self, service: str, path: str, content: bytes, content_type: str) -> Any:
        """The JSON that a POST of a text body answers."""
        headers = {"Content-Type": content_type}
        return await self._until_there("POST", service, path, content=content, headers=headers)

    async def post_for_file(self, service: str, path: str, body: Mapping[str, Any]) -> bytes:
        """What a POST answers that is no JSON, as a list that is taken away."""
        return (await self._answer("POST", service, path, json=body)).content

    async def file(self, service: str, path: str) -> bytes:
        """What a GET answers that is no JSON."""
        return (await self._answer("GET", service, path)).content

    async def _until_there(self, method: str, service: str, path: str, **request: Any) -> Any:
        answer = await self._answer(method, service, path, **request)
        return answer.json() if answer.content else None

    async def _answer(self, method: str, service: str, path: str, **request: Any) -> httpx2.Response:
        url = self.addresses.apis[service] + path
        deadline = asyncio.get_running_loop().time() + ANSWER_SECONDS
        while (answer := await self._ask(method, url, request)) is None or not answer.is_success:
            late = asyncio.get_running_loop().time() > deadline
            if answer is not None and (late or not _is_on_its_way(answer)):
                raise Refused(method, url, answer.status_code, answer.text)
            if late:
                raise TimeoutError(f"{method} {url}: no answer for {ANSWER_SECONDS} s")
            await asyncio.sleep(RETRY_SECONDS)
        return answer

    async def _ask(self, method: str, url: str, request: Mapping[str, Any]) -> httpx2.Response | None:
        """One try, two when the access token has run out; None when the connection broke, as it does while a service
        starts again."""
        answer = await self._send(method, url, request)
        if self.session is None or answer is None or answer.status_code != UNAUTHENTICATED:
            return answer
        await self.go_on(answer)
        return await self._send(method, url, request)

    async def _send(self, method: str, url: str, request: Mapping[str, Any]) -> httpx2.Response | None:
        sent = {**request, "headers": {**request.get("headers", {}), **self.bearer}}
        async with self.limits[httpx2.URL(url).netloc.decode()]:  # whoever asks one service does not wait for another
            try:
                return await self.http.request(method, url, **sent)
            except httpx2.TransportError:
                return None


async def for_each(items: Iterable[Item], action: Callable[[Item], Awaitable[Answer]]) -> list[Answer]:
    """The answers of `action` for every item, in order; the client bounds how many run at once."""
    return list(await asyncio.gather(*(action(item) for item in items)))


def _once(method: str, path: str, body: Mapping[str, Any]) -> dict[str, str]:
    wanted = msgspec.json.encode([method, path, body], order="deterministic")
    return {"Idempotency-Key": hashlib.sha256(wanted).hexdigest()}


def _is_on_its_way(response: httpx2.Response) -> bool:
    if response.status_code == 409:
        problem = Problem.of(response.text)
        if problem.code == "snapshot-provisional":
            return all(each.get("code") != TO_BE_REBUILT for each in problem.fields)
        return problem.code.endswith(ON_ITS_WAY)
    return response.status_code in NOT_YET
