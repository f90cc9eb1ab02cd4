"""Pages by which somebody decides on what another handed in or proposed, takes back his own, or says what becomes of a
record: a form is shown beside what it is about, and sent to the same address.

    @deciding(router, ONE + "/refusal", "erasures.confirm", ErasureDecision, "erasure-end.html", shown=_named)
    async def refuse(decided: Decided[Known, ErasureDecision]) -> str:
        await refuse_erasure(decided.work, decided.about, reason=decided.said.reason)
        return LIST

Who may send it is shown it. The act answers where to go on.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel
from starlette.responses import Response

from shared.command import Work
from shared.http.dependencies import Reading, commanding, reading
from shared.web.forms import Form
from shared.web.page import View, Viewing, add_form
from shared.web.sent import Received, Receiver
from shared.web.standing import Standing

K = TypeVar("K")
T = TypeVar("T", bound=BaseModel)
_PARAMETER = re.compile(r"{(\w+)(?::\w+)?}")


@dataclass(frozen=True, slots=True)
class Matter(Generic[K]):
    """What is decided on, and what reading it takes: `known` is what the service gives its pages besides."""

    about: UUID
    reading: Reading
    known: K


@dataclass(frozen=True, slots=True)
class Decided(Generic[K, T]):
    """What was sent, about what: `shown` is what the template was given of it, `by` who decides, where that is
    asked."""

    about: UUID
    said: T
    version: int | None
    work: Work
    shown: Mapping[str, Any]
    known: K
    view: View
    by: Any = None


async def nothing() -> None:
    """What a service gives its pages besides, where that is nothing."""


def deciding(
    router: APIRouter,
    path: str,
    permission: str,
    paper: type[T],
    template: str,
    *,
    shown: Callable[[Matter[K]], Awaitable[Mapping[str, Any]]],
    stands: Callable[[Matter[K]], Awaitable[Standing]] | None = None,
    knowing: Callable[..., Any] = nothing,
    by: Callable[..., Any] = nothing,
    has_version: bool = False,
    **words: Any,
) -> Callable[[Callable[[Decided[K, T]], Awaitable[str]]], Callable[[Decided[K, T]], Awaitable[str]]]:
    """The two pages at `path`, whose one parameter is what is decided on, of the room in which the act stands. `paper`
    is what the act is sent, `words` what the template needs beside the form and what `shown` answers. Where
    something is decided on a version of `each`, it `has_version`, or `stands` says how it stands now for whoever
    decided on an older one; the form is filled in with `claimed`, where that is answered. `knowing` is the dependency
    that answers `known`, `by` the one that answers who decides, asked when the form is sent."""
    may_see, may_do, receiving = Depends(reading(permission)), Depends(commanding(permission)), Depends(Receiver(paper))
    [parameter] = _PARAMETER.findall(path)
    about_of = Annotated[UUID, Path(alias=parameter)]
    may_know, decider = Depends(knowing), Depends(by)
    of_version = has_version or stands is not None

    def of_room(act: Callable[[Decided[K, T]], Awaitable[str]]) -> Callable[[Decided[K, T]], Awaitable[str]]:
        async def show(about: about_of, view: Viewing, reading: Reading = may_see, known: Any = may_know) -> Response:
            facts = {**await shown(Matter(about, reading, known)), **words}
            form = Form(facts.get("claimed", {}), facts["each"].version if of_version else None)
            return view.show(template, form=form, **facts)

        async def send(
            *,
            about: about_of,
            reading: Reading = may_see,
            work: Work = may_do,
            known: Any = may_know,
            by: Any = decider,
            sent: Received[T] = receiving,
        ) -> Response:
            matter = Matter(about, reading, known)
            facts = {**await shown(matter), **words}
            async with sent.answering(template, stands=stands and partial(stands, matter), **facts):
                version = sent.version if of_version else None
                done = sent.keyed(work)
                path = await act(Decided(about, sent.value, version, done, facts, known, sent.view, by))
            return sent.done(path)

        add_form(router, path, act, show=show, send=send)
        return act

    return of_room
