"""Attachments in a browser: what there is, adding to it, seeing one, taking one back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.attachments.commands import attach, disclose_attachment, withdraw_attachment
from services.registry.attachments.domain import Owner, missing, named_paper
from services.registry.attachments.parameters import (
    BELONGINGS,
    CALLED,
    MOST_UPLOAD_BYTES,
    PICTURES,
    REPLACED,
    Kind,
    MediaType,
)
from services.registry.attachments.queries.persons import (
    OF_RECIPIENTS,
    SEE_ALL,
    get_attachment,
    get_owner,
    list_attachments,
    list_of_person,
    must_be_shown,
    open_content,
    open_thumbnail,
    owner_of,
)
from services.registry.attachments.reader.preparing import prepared
from services.registry.attachments.schemas import (
    AttachmentPaper,
    AttachmentSeeing,
    AttachmentView,
    AttachmentWithdrawal,
    as_file,
)
from services.registry.recipients.queries import is_recipient
from services.registry.veterans.domain.standing import UNREGISTERED
from services.registry.veterans.parameters.groups import GROUPS
from services.registry.veterans.queries.files import ALL_FILES, get_line
from shared.events.codes import DISCLOSURE_PURPOSE
from shared.http.dependencies import Reading
from shared.language import Text
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent

router = page_router()

_OF = "/registry/attachments/of/{kind}/{owner_id}"
_ONE = "/registry/attachments/{attachment_id}"
# Where the record is shown that something is attached to; a photograph and a registration, with the person himself.
SHOWN_AT: Mapping[Kind, tuple[str, Text]] = {
    Kind.IDENTITY_CORRECTION: ("/registry/identity-corrections", Text("身份信息更正", "Corrections of identities")),
    Kind.DEATH: ("/registry/persons/{person}/deaths", Text("死亡登记", "Death")),
    Kind.DEREGISTRATION: ("/registry/deregistrations", Text("注销登记", "Deregistrations")),
    Kind.RELOCATION: ("/registry/persons/{person}/relocations", Text("县内迁移记录", "Moves within the county")),
    Kind.TRANSFER: ("/registry/persons/{person}/transfers", Text("迁出迁入记录", "Moves between counties")),
    Kind.REPORT_IN: ("/registry/persons/{person}/report-ins", Text("报到登记", "Reporting in")),
    Kind.CONFIRMATION: ("/registry/persons/{person}/confirmations", Text("年度确认", "Yearly confirmations")),
    Kind.CATEGORY: ("/registry/categories/{owner}", Text("类别认定", "Category")),
    Kind.FAMILY: ("/registry/persons/{person}/family", Text("家庭成员", "Family")),
    Kind.PROXY: ("/registry/persons/{person}/proxies", Text("代办人", "Proxies")),
    Kind.CONSENT: ("/registry/persons/{person}/consents", Text("本人同意", "Consents")),
    Kind.CONTRIBUTION: ("/registry/contributions/{owner}", Text("贡献登记", "Contribution")),
    Kind.DATA_REQUEST: ("/registry/data-requests", Text("个人信息权利请求", "Requests of persons")),
}
WORDS: Mapping[str, Any] = {
    "belongings": BELONGINGS,
    "called": CALLED,
    "replaced": REPLACED,
    "see_all": SEE_ALL,
    "of_unit": False,
    "writes": True,
    "taken_back_by": None,
    "is_over": False,
    "of_at": "/registry/attachments/of",
    "one_at": "/registry/attachments",
    "rights": {"keep": "attachments.keep", "see": "attachments.disclose", "small": "attachments.see-photograph"},
}


@router.get(_OF)
async def show_attachments(kind: Kind, owner_id: UUID, reading: asked.FileReading, view: Viewing) -> Response:
    """What is attached to one record; also a part of another page."""
    owner = Owner(kind, owner_id)
    found = [AttachmentView.of(row) for row in await list_attachments(reading, owner)]
    return view.show("attachments.html", found=found, **await _of(reading, owner))


@router.get(_OF + "/new")
async def show_form(kind: Kind, owner_id: UUID, reading: asked.AttachmentKeeping, view: Viewing) -> Response:
    """The form that adds to it."""
    return view.show("attachment-form.html", form=Form(), **await _of(reading, Owner(kind, owner_id)))


@router.post(_OF + "/new", max_body_size=MOST_UPLOAD_BYTES)
async def add(
    kind: Kind,
    owner_id: UUID,
    *,
    reading: asked.AttachmentKeeping,
    work: asked.AttachmentKeeper,
    registrar: asked.Registration,
    sent: Sent[AttachmentPaper],
) -> Response:
    """Add to it."""
    owner = Owner(kind, owner_id)
    async with sent.answering("attachment-form.html", **await _of(reading, owner)):
        if sent.value.file is None or not sent.value.file.size:  # what a browser sends where nothing was chosen
            raise missing()
        paper = named_paper(kind, sent.value.paper)
        kept = await prepared(sent.value.file.file, kind)
        await attach(sent.keyed(work, kept.content), owner, kept, paper=paper, keyring=registrar.keyring)
    return sent.done(_OF.format(kind=kind, owner_id=owner_id))


@router.get("/registry/persons/{veteran_id}/attachments")
async def show_attachments_of_person(veteran_id: UUID, reading: asked.FileReading, view: Viewing) -> Response:
    """All that is attached about a person: a part of his page."""
    found = [AttachmentView.of(row) for row in await list_of_person(reading, veteran_id)]
    row = await get_line(reading.connection, veteran_id, caller=reading.caller, files=ALL_FILES)
    open_to = [Kind.REGISTRATION] if row.state in UNREGISTERED else [Kind.PHOTOGRAPH, Kind.REGISTRATION]
    return view.show(
        "of-person.html",
        found=found,
        veteran_id=veteran_id,
        back=_page_of(veteran_id, row.state),
        open_to=open_to if row.wrapped is not None else [],
        **WORDS,
    )


@router.get(_ONE + "/content")
async def show_seeing(attachment_id: UUID, reading: asked.AttachmentDisclosingReading, view: Viewing) -> Response:
    """The form that says why it is to be seen."""
    shown = await _named(reading, attachment_id)
    await must_be_shown(reading.connection, shown["each"], reading.caller)
    return view.show("seeing.html", form=Form(), **shown)


@router.post(_ONE + "/content")
async def see(
    attachment_id: UUID,
    *,
    reading: asked.AttachmentDisclosingReading,
    work: asked.AttachmentDisclosing,
    registrar: asked.Registration,
    settings: asked.Configuration,
    sent: Sent[AttachmentSeeing],
) -> Response:
    """A picture is shown, all else is taken away. Who saw it, and why, is recorded first, each time."""
    async with sent.answering("seeing.html", **await _named(reading, attachment_id)):
        await disclose_attachment(
            work,
            attachment_id,
            purpose=sent.value.purpose,
            reason=sent.value.reason,
            most_an_hour=settings.disclosures_an_hour,
        )
    row = await get_attachment(reading.connection, attachment_id, reading.caller)
    content = await open_content(reading.connection, row, registrar.keyring)
    return as_file(attachment_id, row.media_type, content, inline=MediaType(row.media_type) in PICTURES)


@router.get(_ONE + "/thumbnail")
async def show_thumbnail(
    attachment_id: UUID, reading: asked.PhotographReading, registrar: asked.Registration
) -> Response:  # fmt: skip
    """A photograph, small."""
    thumbnail = await open_thumbnail(reading, attachment_id, registrar.keyring)
    return as_file(attachment_id, MediaType.JPEG, thumbnail, inline=True)


@router.get(_ONE + "/withdrawal")
async def show_withdrawal(attachment_id: UUID, reading: asked.AttachmentKeeping, view: Viewing) -> Response:
    """The form that asks why it is taken back."""
    return view.show("withdrawal.html", form=Form(), **await _named(reading, attachment_id))


@router.post(_ONE + "/withdrawal")
async def withdraw(
    attachment_id: UUID,
    reading: asked.AttachmentKeeping,
    work: asked.AttachmentKeeper,
    sent: Sent[AttachmentWithdrawal],
) -> Response:
    """Take it back."""
    named = await _named(reading, attachment_id)
    async with sent.answering("withdrawal.html", **named):
        await withdraw_attachment(sent.keyed(work), attachment_id, reason=sent.value.reason)
    return sent.done(named["here_is"])


async def _of(reading: Reading, owner: Owner[Kind]) -> Mapping[str, Any]:
    """A record that something is attached to, and where it is shown whose it is."""
    row = await get_owner(reading.connection, owner, reading.caller)
    return {
        "here_is": _OF.format(kind=owner.kind, owner_id=owner.owner_id),
        "above": await _above(reading, owner, row),
        "of": BELONGINGS[owner.kind],
        "accepted": [CALLED[each] for each in MediaType if each in BELONGINGS[owner.kind].accepted],
        **WORDS,
    }


async def _named(reading: Reading, attachment_id: UUID) -> Mapping[str, Any]:
    row = await get_attachment(reading.connection, attachment_id, reading.caller)
    whose = await _of(reading, owner_of(row))
    belonging = BELONGINGS[Kind(row.kind)]
    purposes = [
        each
        for each in DISCLOSURE_PURPOSE.codes
        if belonging.group is None or each.code in GROUPS[belonging.group].purposes
    ]
    return {**whose, "each": row, "purposes": purposes}


async def _above(reading: Reading, owner: Owner[Kind], row: Row[Any]) -> list[tuple[str, Text]]:
    """The pages above the one that shows what is attached: whose it is, and the record where it is shown."""
    person = row.veteran_id
    if owner.kind in OF_RECIPIENTS and await is_recipient(reading.connection, person):
        whose = [("/registry/recipients", _RECIPIENTS), (f"/registry/recipients/{person}", _RECORD)]
    else:
        whose = [("/registry/persons", _PERSONS), (_page_of(person, row.state), _FILE)]
    if owner.kind not in SHOWN_AT:
        return whose
    path, words = SHOWN_AT[owner.kind]
    return [*whose, (path.format(person=person, owner=owner.owner_id), words)]


_PERSONS, _FILE = Text("人员档案", "Persons"), Text("档案", "File")
_RECIPIENTS, _RECORD = Text("优抚对象", "Recipients"), Text("登记", "Record")


def _page_of(veteran_id: UUID, state: str) -> str:
    """Where somebody is shown: by his file, or by how his registration stands."""
    return f"/registry/{'registrations' if state in UNREGISTERED else 'persons'}/{veteran_id}"
