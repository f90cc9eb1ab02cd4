"""Pages by which somebody decides on what another handed in or proposed, takes back his own, or says what becomes of a
record: a form is shown beside what it is about, and sent to the same address.

    @deciding(router, ONE + "/refusal", "erasures.confirm", ErasureDecision, "erasure-end.html", shown=_named)
    async def refuse(decided: Decided[ErasureDecision]) -> str:
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

from services.registry.dependencies import Configuration, Registration
from services.registry.settings import Registrar, Settings
from shared.command import Work
from shared.http.dependencies import Reading, commanding, reading
from shared.language import Text
from shared.web.forms import Form
from shared.web.page import View, Viewing, add_form
from shared.web.sent import Received, Receiver
from shared.web.standing import Standing

REFUSAL = Text("驳回", "Refuse")
WITHDRAWAL = Text("撤回", "Withdraw")

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Matter:
    """What is decided on, and what reading it takes."""

    about: UUID
    reading: Reading
    registrar: Registrar
    settings: Settings


@dataclass(frozen=True, slots=True)
class Decided(Generic[T]):
    """What was sent, about what: `shown` is what the template was given of it."""

    about: UUID
    said: T
    version: int | None
    work: Work
    shown: Mapping[str, Any]
    registrar: Registrar
    settings: Settings
    view: View


Shown = Callable[[Matter], Awaitable[Mapping[str, Any]]]
Stands = Callable[[Matter], Awaitable[Standing]]
Act = Callable[[Decided[T]], Awaitable[str]]


def deciding(
    router: APIRouter,
    path: str,
    permission: str,
    paper: type[T],
    template: str,
    *,
    shown: Shown,
    stands: Stands | None = None,
    **words: Any,
) -> Callable[[Act[T]], Act[T]]:
    """The two pages at `path`, whose one parameter is what is decided on, of the room in which the act stands. `paper`
    is what the act is sent, `words` what the template needs beside the form and what `shown` answers. Where `each` of
    that has a version, `stands` says how it stands now for whoever decided on an older one; the form is filled in with
    `claimed`, where that is answered."""
    may_see, may_do, receiving = Depends(reading(permission)), Depends(commanding(permission)), Depends(Receiver(paper))
    [parameter] = re.findall(r"{(\w+)}", path)
    about_of = Annotated[UUID, Path(alias=parameter)]

    def of_room(act: Act[T]) -> Act[T]:
        async def show(
            about: about_of,
            registrar: Registration,
            settings: Configuration,
            view: Viewing,
            reading: Reading = may_see,
        ) -> Response:
            facts = await shown(Matter(about, reading, registrar, settings))
            form = Form(facts.get("claimed", {}), facts["each"].version if stands else None)
            return view.show(template, form=form, **facts, **words)

        async def send(
            about: about_of,
            registrar: Registration,
            settings: Configuration,
            *,
            reading: Reading = may_see,
            work: Work = may_do,
            sent: Received[T] = receiving,
        ) -> Response:
            matter = Matter(about, reading, registrar, settings)
            facts = await shown(matter)
            async with sent.answering(template, stands=stands and partial(stands, matter), **facts, **words):
                version = sent.version if stands else None
                what = (about, sent.value, version, sent.keyed(work), facts)
                path = await act(Decided(*what, registrar, settings, sent.view))
            return sent.done(path)

        add_form(router, path, act, show=show, send=send)
        return act

    return of_room
