"""Programmes for the staff: which are in force on a day, one with its rules, drafts and what a leader decides."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from pydantic import BaseModel
from starlette.responses import Response

from services.benefits import dependencies as asked
from services.benefits.amounts.parameters import TABLES
from services.benefits.conditions.parameters import FACTS
from services.benefits.programmes.commands import (
    activate_programme,
    correct_draft,
    draft_programme,
    refuse_draft,
    retire_programme,
    withdraw_draft,
)
from services.benefits.programmes.domain import Draft, Version
from services.benefits.programmes.parameters import CHAIN, GIVES, GROUP, OUTCOMES, OUTLINE, PER, PERIODS, SLOTS
from services.benefits.programmes.queries import (
    PROPOSED,
    compare,
    explain,
    fetch_programmes,
    get_in_force_on,
    list_versions,
    names_of_programmes,
    slot_holders,
)
from services.benefits.programmes.rules import said_of_limit
from services.benefits.programmes.schemas import (
    Code,
    DraftEnd,
    DraftPaper,
    DraftView,
    ProgrammeContent,
    ProgrammeView,
    RetirementForm,
)
from shared.approval.listed import WantedProposals
from shared.approval.proposal import IS_OPEN, WHOSE
from shared.clock import local_date
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.language import Named, Text
from shared.web.deciding import Decided, Matter, deciding
from shared.web.filters import FilterDay
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Pressed, Sent

router = page_router()

LIST, DRAFTS = "/benefits/programmes", "/benefits/programme-drafts"
DRAFT = DRAFTS + "/{proposal_id:uuid}"
END_FORM = "programme-draft-end.html"
WORDS: Mapping[str, Any] = {
    "group": GROUP, "slots": SLOTS, "gives": GIVES, "chain": CHAIN, "often": said_of_limit,
    "outcomes": OUTCOMES, "states": IS_OPEN, "whose": WHOSE,
}  # fmt: skip
# What a draft is written with: the codes that the fields of the file take.
CODES: Mapping[str, Any] = {
    "codes": (
        ("slot", SLOTS), ("terms.gives", GIVES), ("terms.chain", CHAIN), ("terms.limits.per", PER),
        ("terms.limits.period", PERIODS), ("terms.amount.table", TABLES), ("rules.when.fact", FACTS),
        *((f"rules.when.value ({fact.code})", fact.values) for fact in FACTS.values() if fact.values),
    ),
}  # fmt: skip
CORRECTION, NEW = Text("修改草案", "Write it otherwise"), Text("起草项目版本", "Write a version")
REFUSAL, WITHDRAWAL = Text("驳回草案", "Refuse the draft"), Text("撤回草案", "Take the draft back")


@router.get(LIST)
async def list_programmes(
    reading: asked.ProgrammeReading, view: Viewing, *, on: FilterDay = None, cursor: Cursor = None, limit: Limit = 20
) -> Response:
    """Those in force on a day, and what of the county's promise nobody has taken up yet."""
    day = on or local_date(reading.now)
    page = await fetch_programmes(reading, day, cursor, limit, view=ProgrammeView.of_row)
    vacant = vacant_in(await slot_holders(reading.connection))
    return view.show("programmes.html", page=page, cursor=cursor, on=day, vacant=vacant, **WORDS)


@router.get(LIST + "/{programme_code}")
async def show_programme(
    reading: asked.ProgrammeReading, view: Viewing, programme_code: Code, *, on: FilterDay = None
) -> Response:
    """One of them as of a day, with the rules and what they rest on."""
    day = on or local_date(reading.now)
    running = await get_in_force_on(reading.connection, programme_code, day)
    shown = ProgrammeView.of(running)
    versions = await list_versions(reading.connection, programme_code)
    named = await in_words(reading, running, day)
    return view.show("programme.html", programme=shown, on=day, versions=versions, **named, **WORDS)


def vacant_in(holders: Mapping[str, str]) -> list[Named]:
    """The places in the county's promise that no programme holds."""
    return [slot for slot in GROUP.slots if slot.code not in holders]


async def in_words(reading: Reading, programme: Version | Draft, on: date) -> dict[str, Any]:
    """What its templates say of it without codes: conditions, amounts of a day, other programmes."""
    return {
        "explained": await explain(reading.connection, programme, on),
        "called": await names_of_programmes(reading.connection),
    }


@router.get(LIST + "/{programme_code}/retirement")
async def show_retirement(reading: asked.ProgrammeActivating, view: Viewing, programme_code: Code) -> Response:
    """From when on it is no longer in force."""
    return view.show("programme-retirement.html", form=Form(), **await _last(reading, programme_code))


@router.post(LIST + "/{programme_code}/retirement")
async def retire(
    reading: asked.ProgrammeActivating, work: asked.ProgrammeActivator, programme_code: Code, sent: Sent[RetirementForm]
) -> Response:
    """End it."""
    async with sent.answering("programme-retirement.html", **await _last(reading, programme_code)):
        said = sent.value
        await retire_programme(
            sent.keyed(work), programme_code, retired_from=said.retired_from, document=said.document
        )  # fmt: skip
    return sent.done(LIST)


async def _last(reading: Reading, programme_code: str) -> Mapping[str, Any]:
    [last, *_] = await list_versions(reading.connection, programme_code)
    return {"programme": last, **WORDS}


@router.get(DRAFTS)
async def list_drafts(
    reading: asked.ProgrammeDraftReading,
    view: Viewing,
    *,
    is_open: bool | None = None,
    mine: bool = False,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """What the centre wrote, the last first."""
    wanted = WantedProposals(None, is_open, mine)
    page = await PROPOSED.fetch(reading, wanted, cursor, limit, view=DraftView.of)
    return view.show("programme-drafts.html", page=page, cursor=cursor, wanted=wanted, **WORDS)


@router.get(DRAFTS + "/new")
async def show_new_draft(reading: asked.ProgrammeDrafting, view: Viewing, programme: Code | None = None) -> Response:
    """The form: of a programme that there is, its last version stands in it."""
    last = await list_versions(reading.connection, programme) if programme else []
    form = Form({"programme": _written(ProgrammeView.of(last[0])) if last else OUTLINE})
    return view.show("programme-draft-form.html", form=form, act=NEW, back=DRAFTS, **CODES, **WORDS)


@router.post(DRAFTS + "/new")
async def send_draft(work: asked.ProgrammeDrafter, sent: Sent[DraftPaper]) -> Response:
    """Write it."""
    async with sent.answering("programme-draft-form.html", act=NEW, back=DRAFTS, **CODES, **WORDS):
        said = sent.value
        proposal_id = await draft_programme(sent.keyed(work), said.draft(), document=said.document)
    return sent.done(f"{DRAFTS}/{proposal_id}")


@router.get(DRAFT)
async def show_draft(reading: asked.ProgrammeDraftReading, view: Viewing, proposal_id: UUID) -> Response:
    """One of them, with what is in force now beside it."""
    return view.show("programme-draft.html", form=Form(), **await _draft(reading, proposal_id))


async def _draft(reading: Reading, proposal_id: UUID) -> Mapping[str, Any]:
    each = DraftView.of(await PROPOSED.get(reading.connection, proposal_id, reading.caller))
    draft, today = each.programme.draft(), local_date(reading.now)
    former, differs = await compare(reading.connection, draft, today)
    named = {**await in_words(reading, draft, today), "former": former, "differs": differs}
    return {"each": each, "programme": each.programme, "back": f"{DRAFTS}/{proposal_id}", **named, **CODES, **WORDS}


@router.get(DRAFT + "/correction")
async def show_correction(reading: asked.ProgrammeDrafting, view: Viewing, proposal_id: UUID) -> Response:
    """The form with what it says."""
    facts = await _draft(reading, proposal_id)
    form = Form({"programme": _written(facts["programme"]), "document": facts["each"].document}, facts["each"].version)
    return view.show("programme-draft-form.html", form=form, act=CORRECTION, **facts)


@router.post(DRAFT + "/correction")
async def send_correction(
    reading: asked.ProgrammeDrafting, work: asked.ProgrammeDrafter, proposal_id: UUID, sent: Sent[DraftPaper]
) -> Response:
    """Write it otherwise."""
    async with sent.answering("programme-draft-form.html", act=CORRECTION, **await _draft(reading, proposal_id)):
        said: dict[str, Any] = {"document": sent.value.document, "version": sent.version}
        await correct_draft(sent.keyed(work), proposal_id, sent.value.draft(), **said)
    return sent.done(f"{DRAFTS}/{proposal_id}")


async def _decided(matter: Matter[None]) -> Mapping[str, Any]:
    return await _draft(matter.reading, matter.about)


@deciding(
    router, DRAFT + "/activation", "programmes.activate", Pressed, "programme-activation.html", shown=_decided,
    has_version=True,
)  # fmt: skip
async def activate(decided: Decided[None, Pressed]) -> str:
    """Bring all of it into force."""
    # The form has a version, or is refused before.
    made = await activate_programme(decided.work, decided.about, version=decided.version or 0)
    return f"{LIST}/{made.programme_code}?on={made.valid_from}"


@deciding(router, DRAFT + "/refusal", "programmes.activate", DraftEnd, END_FORM, shown=_decided, end=REFUSAL)
async def refuse(decided: Decided[None, DraftEnd]) -> str:
    """Refuse it: why it does not come into force."""
    await refuse_draft(decided.work, decided.about, note=decided.said.reason)
    return f"{DRAFTS}/{decided.about}"


@deciding(router, DRAFT + "/withdrawal", "programmes.draft", DraftEnd, END_FORM, shown=_decided, end=WITHDRAWAL)
async def withdraw(decided: Decided[None, DraftEnd]) -> str:
    """Take back one's own."""
    await withdraw_draft(decided.work, decided.about, note=decided.said.reason)
    return f"{DRAFTS}/{decided.about}"


def _written(programme: BaseModel) -> str:
    """As the county's files have it."""
    content = {name: value for name, value in programme.model_dump(mode="json").items()
               if name in ProgrammeContent.model_fields}  # fmt: skip
    return msgspec.json.format(msgspec.json.encode(content), indent=2).decode()
