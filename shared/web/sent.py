"""What was sent in a form.

    @router.get("/benefits/cases/{case_id}/resolution")
    async def show_resolution(case_id: UUID, reading: asked.CaseReading, view: Viewing) -> Response:
        case = await get_case(reading.connection, case_id)
        return view.show("resolution.html", form=Form(version=case.version))

    @router.post("/benefits/cases/{case_id}/resolution")
    async def resolve(case_id: UUID, work: asked.CaseHandler, sent: Sent[CaseResolution]) -> Response:
        async with sent.answering("resolution.html"):
            await resolve_case(sent.keyed(work), case_id, outcome=sent.value.outcome, …)
        return sent.done(f"/benefits/cases/{case_id}")

A form is sent to the address that shows it. What was wrong or refused is answered with the same form, what was typed
in it, and the status of the refusal. Every form has an idempotency key from when it was shown: a double click, a reload
and back-and-send have one effect. Shown again it has another.
"""

import hashlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

import msgspec
from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response

from shared.command import Work
from shared.http.dependencies import KEY_PATTERN, LONGEST_KEY, key_of
from shared.http.refusals import InvalidRequest, status_of
from shared.http.validation import faults_of
from shared.refusal import FieldFault, Refusal, Stale
from shared.web.forms import Form
from shared.web.page import View, Viewing
from shared.web.shape import Value, kinds_of, shaped
from shared.web.standing import Standing, differences

T = TypeVar("T", bound=BaseModel)


class Pressed(BaseModel):
    """What a button sends: nothing but its key."""

    model_config = ConfigDict(extra="forbid")


KEY, VERSION, TO = "idempotency_key", "version", "to"
_VERSION = re.compile(r"[0-9]{1,9}")
_NO_ECHO = frozenset({"password"})  # the format of a SecretStr


class Answered(Exception):
    """Ends the work of a page: this is the answer."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


async def answer_answered(_request: Request, answered: Answered) -> Response:
    """For the application: what the exception carries."""
    return answered.response


def keyed(work: Work, request: Request, key: str | None, digest: Callable[[], bytes]) -> Work:
    """The same work under the key of its form, if it has one. Raises InvalidRequest: the key is none of ours."""
    if not key:
        return replace(work, idempotency=None)
    if not re.fullmatch(KEY_PATTERN, key) or len(key) > LONGEST_KEY:
        raise InvalidRequest(fields=[FieldFault(KEY, "wrong-form", "格式不符。", "Not in the form of this field.")])
    return replace(work, idempotency=key_of(request, key, digest))


class Received(Generic[T]):
    """What was sent, to be read as T. Pages ask for `Sent[T]`."""

    def __init__(self, view: View, schema: type[T], form: FormData) -> None:
        self.view = view
        self._schema = schema
        self._items: list[tuple[str, Value]] = form.multi_items()
        # A schema that has a field of this name keeps it.
        self._beside = {KEY, VERSION, TO} - set(schema.model_fields)

    @cached_property
    def value(self) -> T:
        """Raises InvalidRequest, naming the fields."""
        own = [(name, value) for name, value in self._items if name not in self._beside]
        try:
            return self._schema.model_validate(shaped(own, self._schema))
        except ValidationError as wrong:
            raise InvalidRequest(fields=faults_of(wrong.errors())) from None

    @property
    def version(self) -> int:
        """The version that was shown with the form. Raises InvalidRequest when it is none."""
        found = self._version_or_none()
        if found is None:
            raise InvalidRequest(fields=[FieldFault(VERSION, "missing", "必填。", "Required.")])
        return found

    @property
    def to(self) -> str | None:
        """Where to go when done, as the form said; not to be trusted."""
        return self._said(TO)

    def keyed(self, work: Work, content: bytes = b"") -> Work:
        """The same work, done once however often the form is sent, with the same file where it has one. Raises
        InvalidRequest: the key is none of ours."""
        said = [self.view.request.url.path, *((name, value) for name, value in self._items if isinstance(value, str))]
        digest = hashlib.sha256(msgspec.json.encode(said) + content).digest()
        return keyed(work, self.view.request, self._said(KEY), lambda: digest)

    @asynccontextmanager
    async def answering(
        self, template: str, *, stands: Callable[[], Awaitable[Standing]] | None = None, **facts: Any
    ) -> AsyncIterator[None]:
        """Within it every refusal is answered with the form as it was sent; `facts` are what its template needs.

        A form with a version says by `stands` how its object stands: the answer to a stale one shows the difference,
        and sent again it holds.
        """
        try:
            yield
        except Refusal as refusal:
            form = Form(self._shown(), self._version_or_none(), self.to, refusal)
            if isinstance(refusal, Stale) and stands is not None:
                form.standing = await stands()
                form.version = form.standing.version
                form.differences = differences(self.value, form.standing.values)
            raise Answered(self.view.show(template, status_of(type(refusal)), form=form, **facts)) from refusal

    def done(self, path: str) -> Response:
        """On to the page that shows what was done."""
        return self.view.go(path)

    def typed(self, name: str) -> list[str]:
        """All that was typed under this name, whether it fits or not."""
        return [value for key, value in self._items if key == name and isinstance(value, str)]

    def mean(self, name: str, value: str) -> None:
        """What stands for whatever was typed under this name, also where the form is shown again."""
        self._items = [(key, value if key == name else each) for key, each in self._items]

    def _said(self, name: str) -> str | None:
        return next(iter(self.typed(name)), None)

    def _version_or_none(self) -> int | None:
        said = self._said(VERSION) or ""
        return int(said) if _VERSION.fullmatch(said) else None

    def _shown(self) -> dict[str, Any]:
        """What was typed, passwords and files aside; a list where the schema has one."""
        kinds = kinds_of(self._schema)
        typed: dict[str, Any] = {}
        for name, value in self._items:
            if isinstance(value, UploadFile) or kinds.get(name) in _NO_ECHO:
                continue
            if kinds.get(name) == "array":
                typed.setdefault(name, []).append(value)
            else:
                typed[name] = value
        return typed


@dataclass(frozen=True)
class Receiver:
    """The dependency that reads what was sent."""

    schema: type[BaseModel]

    async def __call__(self, request: Request, view: Viewing) -> Received[Any]:
        """Raises HTTPException 400 for what is no form."""
        kind = request.headers.get("content-type", "")
        if not kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
            raise HTTPException(400)
        return Received(view, self.schema, await request.form())


if TYPE_CHECKING:
    Sent = Received
else:

    class Sent:
        """`Sent[CaseResolution]` in the signature of a page: what was sent, as the API's own schema reads it."""

        def __class_getitem__(cls, schema: type[BaseModel]) -> Any:
            return Annotated[Received, Depends(Receiver(schema))]
