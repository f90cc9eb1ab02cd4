"""An entry of each book, as programs send it, and what stands under it."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.books.schemas import BOOKS
from services.registry.overdue.commands import OVERDUE
from services.registry.party.domain import PartyKind
from services.registry.standards.domain import FIVE
from shared.command import Transaction, command
from shared.entries.commands import correct_entry, record_entry, take_step
from shared.entries.schemas import Book
from shared.schedule import Due
from tests.registry.given import CENTRE_CODE, given_party, given_work

SHI_AN = "411329104"
DOCUMENT = "会议纪要第1号"
BOOK: Mapping[str, Book] = {book.sheet.name: book for book in BOOKS}
_CENTRE = {"org_code": CENTRE_CODE, "document": DOCUMENT}
_STATION = {"org_code": SHI_AN, "document": DOCUMENT}
MARCH = "2019-03-12"
APRIL = date(2019, 4, 15)

BODIES: Mapping[str, Mapping[str, Any]] = {
    "county-bodies": {**_CENTRE, "kind": "leading-group", "name": "工作领导小组", "established_on": "2019-03-01"},
    "county-body-members": {"document": DOCUMENT, "role": "leader", "member": "县委书记", "since": MARCH},
    "meetings": {
        **_CENTRE, "kind": "government-special", "held_on": MARCH, "place": "县政府会议室", "topics": "人员转隶",
        "present": 21,
    },
    "meeting-decisions": {
        "document": DOCUMENT, "number": "2019-1", "text": "落实人员转隶", "owner_code": CENTRE_CODE,
        "due_on": "2019-05-31",
    },
    "onsite": {**_CENTRE, "leader": "county-party-secretary", "held_on": MARCH, "place": "服务中心", "text": "现场"},
    "session-issues": {
        "document": DOCUMENT, "text": "办公场所不足", "owner_code": CENTRE_CODE, "raised_on": MARCH,
        "due_on": "2019-04-30",
    },
    "study-visits": {
        **_CENTRE, "held_on": MARCH, "participants": [SHI_AN, "411329U01"], "counties": ["411322", "411321"],
        "text": "阵地建设标准",
    },
    "staff-posts": {**_CENTRE, "post": "clerk", "staff_number": "XY-007", "planned_on": "2019-03-01"},
    "responsible-persons": {
        **_STATION, "post": "first-responsible", "staff_number": "XY-001", "appointed_on": "2019-03-01",
    },
    "facilities": {**_CENTRE, "name": "服务中心", "area_m2": 3890, "completed_on": MARCH},
    "functional-rooms": {
        "document": DOCUMENT, "name": "接待大厅", "kind": "hall", "use": "service", "opened_on": MARCH,
    },
    "capital-projects": {
        **_CENTRE, "name": "办公场所装修", "kind": "renovation", "qualifier": "at-least", "amount_yuan": "800000",
        "below_yuan": "900000", "printed": "80余万元", "completed_on": MARCH,
    },
    "venue-upgrades": {**_STATION, "batch": 1, "designer": "设计公司", "plan_version": 1, "planned_on": MARCH},
    "plaques": {**_STATION, "serial": "XY-S-001", "kind": "station", "installed_on": MARCH},
    "record-books": {
        **_STATION, "serial": "XY-B-001", "branch": f"{SHI_AN}-DZB", "year": 2019, "issued_on": MARCH,
    },
    "five-haves": {
        **_STATION, "institution": True, "establishment": True, "personnel": True, "funds": True, "support": True,
        "checked_on": MARCH,
    },
    "unified-standards": {**_STATION, "item": "plaques", "passed": True, "checked_on": MARCH},
    "work-tracks": {**_STATION, "track": "sync-organisation", "planned_on": "2019-06-30"},
    "funds": {**_CENTRE, "year": 2019, "purpose": "running", "amount_yuan": "5000.50", "allocated_on": MARCH},
}  # fmt: skip


# Another of a book, a step further: by book, what of it is otherwise, the step, and what that says.
STEPPED: Mapping[str, tuple[Mapping[str, Any], str, Mapping[str, Any]]] = {
    "county-bodies": ({"name": "工作专班", "kind": "task-force"}, "renaming", {"name": "双拥专班"}),
    "county-body-members": ({}, "end", {}),
    "meeting-decisions": ({"number": "2019-2"}, "completion", {}),
    "session-issues": ({}, "resolution", {}),
    "staff-posts": ({"staff_number": "XY-008"}, "transfer", {}),
    "responsible-persons": ({"post": "in-charge"}, "end", {}),
    "facilities": ({"name": "旧址"}, "closing", {}),
    "functional-rooms": ({}, "closing", {}),
    "venue-upgrades": ({"batch": 2}, "approval", {}),
    "plaques": ({"serial": "XY-B-002", "kind": "branch"}, "removal", {}),
    "five-haves": ({"org_code": "411329105"}, "check", dict.fromkeys(FIVE, False)),
    "unified-standards": ({"item": "record-books"}, "check", {"passed": False}),
    "work-tracks": ({"track": "sync-work"}, "achievement", {}),
}


async def given_stepped(engine: AsyncEngine, entries: Mapping[str, UUID]) -> None:
    """Another entry of each book that has steps, a step further than `entries`, and under the same."""
    for name, (more, step, said) in STEPPED.items():
        definition = BOOK[name].definition
        over = next((each.sheet.name for each in BOOKS if each.definition is definition.under), None)
        under = {str(definition.parent): entries[over]} if over else {}
        entry = await given_entry(engine, name, **more, **under)
        on = date(2019, 4, 15)
        await take_step(given_work(engine), definition, entry, step, on=on, document=DOCUMENT, said=dict(said))


async def given_entry(engine: AsyncEngine, name: str, /, **more: Any) -> UUID:
    """An entry of the book, and what it stands under, with some of it otherwise."""
    book = BOOK[name]
    body = {**BODIES[name], **more}
    over = next((each.sheet.name for each in BOOKS if each.definition is book.definition.under), None)
    if over is not None and book.definition.parent not in body:
        body[str(book.definition.parent)] = await given_entry(engine, over)
    form = book.form.model_validate(body)
    return await record_entry(given_work(engine), book.definition, form.facts(), document=form.document)


async def given_one_of_each(engine: AsyncEngine, *, party: bool = True) -> Mapping[str, UUID]:
    """An entry of every book, by the book's name; what stands under something stands under that of it."""
    if party:
        await given_party(engine, PartyKind.BRANCH, SHI_AN)
    found: dict[str, UUID] = {}
    for book in BOOKS:
        over = next((each.sheet.name for each in BOOKS if each.definition is book.definition.under), None)
        more = {str(book.definition.parent): found[over]} if over else {}
        found[book.sheet.name] = await given_entry(engine, book.sheet.name, **more)
    return found


async def stepping(engine: AsyncEngine, book: str, entry: Any, step: str, on: date = APRIL, **said: Any) -> int:
    return await take_step(given_work(engine), BOOK[book].definition, entry, step, on=on, document=DOCUMENT, said=said)


async def correcting(engine: AsyncEngine, name: str, entry: UUID, /, **more: Any) -> int:
    """The entry says what `given_entry` had it say, with some of it otherwise; `version` is that decided on."""
    form: Any = BOOK[name].correction.model_validate({**BODIES[name], **more})
    said: dict[str, Any] = {"document": "更正说明", "version": form.version}
    return await correct_entry(given_work(engine), BOOK[name].definition, entry, form.facts(), **said)


@command
async def clock(tx: Transaction) -> None:
    """What the schedule does."""
    await OVERDUE.run(tx, Due("", tx.now, {}))
