"""Evidence of the work of units in a browser: what there is, adding to it, seeing one, taking one back."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.attachments.commands import attach_evidence, see_evidence, withdraw_evidence
from services.registry.attachments.domain import Owner, UnitOwner, missing, named_paper
from services.registry.attachments.parameters import (
    BELONGINGS,
    CALLED,
    MOST_UPLOAD_BYTES,
    PICTURES,
    REPLACED,
    MediaType,
    UnitKind,
)
from services.registry.attachments.queries.units import (
    does,
    get_evidence,
    get_unit_owner,
    keeps,
    list_evidence,
    open_evidence,
    open_small,
    unit_owner_of,
)
from services.registry.attachments.reader.preparing import prepared
from services.registry.attachments.schemas import (
    AttachmentPaper,
    AttachmentWithdrawal,
    EvidenceSeeing,
    EvidenceView,
    as_file,
)
from shared.auth.caller import Caller
from shared.auth.permissions import permission
from shared.http.dependencies import Reading
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent

router = page_router()

_OF = "/registry/attachments/of-unit/{kind}/{owner_id}"
_ONE = "/registry/attachments/unit/{attachment_id}"
WORDS: Mapping[str, Any] = {
    "called": CALLED,
    "replaced": REPLACED,
    # Whoever may see the list may see what is in it.
    "see_all": permission("attachments.see-of-unit").roles,
    "of_at": "/registry/attachments/of-unit",
    "one_at": "/registry/attachments/unit",
    "rights": {
        "keep": "attachments.keep-of-unit",
        "see": "attachments.see-of-unit",
        "small": "attachments.see-of-unit",
    },
    "of_unit": True,
}


@router.get(_OF)
async def show_evidence(kind: UnitKind, owner_id: UUID, reading: asked.EvidenceReading, view: Viewing) -> Response:
    """What is attached to an entry or a record; also a part of its page."""
    owner = Owner(kind, owner_id)
    found = [EvidenceView.of(row) for row in await list_evidence(reading, owner)]
    return view.show("attachments.html", found=found, **await _of(reading, owner))


@router.get(_OF + "/new")
async def show_form(kind: UnitKind, owner_id: UUID, reading: asked.EvidenceKeeping, view: Viewing) -> Response:
    """The form that adds to it."""
    return view.show("attachment-form.html", form=Form(), **await _of(reading, Owner(kind, owner_id)))


@router.post(_OF + "/new", max_body_size=MOST_UPLOAD_BYTES)
async def add(
    kind: UnitKind,
    owner_id: UUID,
    *,
    reading: asked.EvidenceKeeping,
    work: asked.EvidenceKeeper,
    registrar: asked.Registration,
    sent: Sent[AttachmentPaper],
) -> Response:
    """Add to it; then back to the entry or the record."""
    owner = Owner(kind, owner_id)
    shown = await _of(reading, owner)
    async with sent.answering("attachment-form.html", **shown):
        if sent.value.file is None or not sent.value.file.size:  # what a browser sends where nothing was chosen
            raise missing()
        paper = named_paper(kind, sent.value.paper)
        kept = await prepared(sent.value.file.file, kind)
        await attach_evidence(sent.keyed(work, kept.content), owner, kept, paper=paper, keyring=registrar.keyring)
    return sent.done(shown["here_is"])


@router.get(_ONE + "/content")
async def show_seeing(attachment_id: UUID, reading: asked.EvidenceReading, view: Viewing) -> Response:
    """The form that says why it is to be seen."""
    return view.show("seeing.html", form=Form(), **await _named(reading, attachment_id))


@router.post(_ONE + "/content")
async def see(
    attachment_id: UUID,
    *,
    reading: asked.EvidenceReading,
    work: asked.EvidenceSeeing,
    registrar: asked.Registration,
    settings: asked.Configuration,
    sent: Sent[EvidenceSeeing],
) -> Response:
    """A picture is shown, all else is taken away. Who saw it, and why, is recorded first, each time."""
    async with sent.answering("seeing.html", **await _named(reading, attachment_id)):
        await see_evidence(work, attachment_id, reason=sent.value.reason, most_an_hour=settings.disclosures_an_hour)
    row, _ = await get_evidence(reading.connection, attachment_id, reading.caller)
    content = await open_evidence(reading.connection, row, registrar.keyring)
    return as_file(attachment_id, row.media_type, content, inline=MediaType(row.media_type) in PICTURES)


@router.get(_ONE + "/thumbnail")
async def show_small(attachment_id: UUID, reading: asked.EvidenceReading, registrar: asked.Registration) -> Response:
    """A picture of an entry, small."""
    small = await open_small(reading, attachment_id, registrar.keyring)
    return as_file(attachment_id, MediaType.JPEG, small, inline=True)


@router.get(_ONE + "/withdrawal")
async def show_withdrawal(attachment_id: UUID, reading: asked.EvidenceKeeping, view: Viewing) -> Response:
    """The form that asks why it is taken back."""
    return view.show("withdrawal.html", form=Form(), **await _named(reading, attachment_id))


@router.post(_ONE + "/withdrawal")
async def withdraw(
    attachment_id: UUID, reading: asked.EvidenceKeeping, work: asked.EvidenceKeeper, sent: Sent[AttachmentWithdrawal]
) -> Response:
    """Take it back."""
    named = await _named(reading, attachment_id)
    async with sent.answering("withdrawal.html", **named):
        await withdraw_evidence(sent.keyed(work), attachment_id, reason=sent.value.reason)
    return sent.done(named["here_is"])


async def _of(reading: Reading, owner: Owner[UnitKind]) -> Mapping[str, Any]:
    """What something is attached to, and where that is shown."""
    return _shown(owner, await get_unit_owner(reading.connection, owner, reading.caller), reading.caller)


async def _named(reading: Reading, attachment_id: UUID) -> Mapping[str, Any]:
    row, found = await get_evidence(reading.connection, attachment_id, reading.caller)
    return {**_shown(unit_owner_of(row), found, reading.caller), "each": row, "purposes": []}


def _shown(owner: Owner[UnitKind], found: UnitOwner, caller: Caller) -> Mapping[str, Any]:
    """Who does what an entry of another unit says, takes back what he attached himself."""
    own_alone = not keeps(found, caller) and does(found, caller)
    belonging = replace(BELONGINGS[owner.kind], permission=(found.done if own_alone else None) or found.keep)
    return {
        "here_is": _OF.format(kind=owner.kind, owner_id=owner.owner_id),
        "above": [(found.page, found.called)],
        "of": belonging,
        "belongings": {owner.kind: belonging},
        "is_over": found.is_over,
        "writes": keeps(found, caller) or does(found, caller),
        "taken_back_by": caller.account_id if own_alone else None,
        "accepted": [CALLED[each] for each in MediaType if each in belonging.accepted],
        **WORDS,
    }
