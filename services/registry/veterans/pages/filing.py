"""Pages by which something is recorded in a file, or revoked: a form is shown with the file's version, and sent to the
same address.

    @filing(router, AT, "veterans.record-death", DeathPaper, "death-form.html", **WORDS)
    async def record(filed: Filed[DeathPaper]) -> None:
        await record_death(filed.work, filed.veteran_id, filed.said.reported(), version=filed.version)

Who may send it is shown it. Whoever decided on an older version sees how the file stands now.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from sqlalchemy import Row
from starlette.responses import Response

from services.registry.dependencies import Registration
from services.registry.settings import Registrar
from services.registry.veterans.domain.standing import STATES, FileState
from services.registry.veterans.queries.files import get_line
from shared.command import Work
from shared.events.registry import VeteranRegistered
from shared.http.dependencies import Reading, commanding, reading
from shared.web.forms import Form
from shared.web.page import Viewing, add_form
from shared.web.sent import Received, Receiver
from shared.web.standing import Standing, last_change

T = TypeVar("T", bound=BaseModel)
Recorded = Callable[[Reading, UUID], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Filed(Generic[T]):
    """What was sent, about which version of whose file."""

    veteran_id: UUID
    said: T
    version: int
    work: Work
    registrar: Registrar


Act = Callable[[Filed[T]], Awaitable[None]]


async def _nothing(_reading: Reading, _veteran_id: UUID) -> Mapping[str, Any]:
    return {}


def filing(
    router: APIRouter,
    path: str,
    permission: str,
    paper: type[T],
    template: str,
    *,
    recorded: Recorded = _nothing,
    **words: Any,
) -> Callable[[Act[T]], Act[T]]:
    """The two pages at `path`, of the room in which the act stands. `paper` is what the act is sent, `words` what the
    template needs beside the form and `veteran_id`, `recorded` what of the form's fields is in the file already."""
    may_see, may_do, receiving = Depends(reading(permission)), Depends(commanding(permission)), Depends(Receiver(paper))

    def of_room(act: Act[T]) -> Act[T]:
        async def show(veteran_id: UUID, view: Viewing, reading: Reading = may_see) -> Response:
            row = await get_line(reading.connection, veteran_id, caller=reading.caller)
            form = Form(await recorded(reading, veteran_id), row.version)
            return view.show(template, form=form, veteran_id=veteran_id, **words)

        async def send(
            veteran_id: UUID,
            registrar: Registration,
            *,
            reading: Reading = may_see,
            work: Work = may_do,
            sent: Received[T] = receiving,
        ) -> Response:
            stands = partial(standing_of_file, reading, veteran_id, recorded)
            async with sent.answering(template, stands=stands, veteran_id=veteran_id, **words):
                await act(Filed(veteran_id, sent.value, sent.version, sent.keyed(work), registrar))
            return sent.done(f"/registry/persons/{veteran_id}")

        add_form(router, path, act, show=show, send=send)
        return act

    return of_room


async def standing_of_file(reading: Reading, veteran_id: UUID, recorded: Recorded = _nothing) -> Standing:
    """The file by the names of the form: of what is not recorded, only where the file stands."""
    row: Row[Any] = await get_line(reading.connection, veteran_id, caller=reading.caller)
    at, by = await last_change(reading.connection, VeteranRegistered, veteran_id, f"veteran {veteran_id}")
    return Standing(row.version, await recorded(reading, veteran_id), at, by, STATES[FileState(row.state)])
