"""What the API takes and says about formal membership and letters of transfer."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import Row

from services.registry.network.schemas import OrgCode
from services.registry.party.queries import names_of_organisations
from services.registry.party.schemas import PartyOrgCode
from services.registry.party_memberships.commands import Issued, Stated
from services.registry.party_memberships.domain import Letter
from services.registry.party_memberships.parameters import MEMBER_KINDS, STATES
from services.registry.party_memberships.queries import WantedLetters, WantedMembers, fetch_letters, fetch_members
from shared.events.registry.party_memberships import LETTER_NUMBER
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import FREE_TEXT, NO_PERSONS_NUMBER, Day, Flag, Reason, RequestBody, WrittenAs

MemberKind = Literal["formal", "taking-part"]
StateCode = Literal["started", "completed", "expired", "revoked"]
OutsideName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=100), FREE_TEXT]
LetterNo = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=40),
    WrittenAs(
        NO_PERSONS_NUMBER + LETTER_NUMBER,
        zh="介绍信编号，如 新组介〔2019〕12号，不是身份证号或电话",
        en="a letter's number, such as 2019-017, no identity number or phone",
    ),
]
_DOCUMENT = "kind and number of the document; without personal data"
_INSTEAD = "what was recorded last was wrong: it never was, and what ended with it goes on until this begins"


class MembershipForm(RequestBody):
    """Where a member's formal membership is: one of the two organisations."""

    party_org_code: PartyOrgCode | None = Field(None, description="a branch or group here")
    outside: OutsideName | None = Field(None, description="the name of one outside")
    since: Day = Field(description="today or before")
    document: Reason = Field(description=_DOCUMENT)
    instead: Flag = Field(False, description=_INSTEAD)

    def stated(self) -> Stated:
        return Stated(self.party_org_code, self.outside, self.since, self.document, self.instead)


class AffiliationForm(RequestBody):
    """Which branch or group here a member takes part in."""

    party_org_code: PartyOrgCode
    since: Day = Field(description="today or before")
    document: Reason = Field(description=_DOCUMENT)
    instead: Flag = Field(False, description=_INSTEAD)


class LetterForm(RequestBody):
    """A letter of transfer: to one of the two organisations."""

    to_code: PartyOrgCode | None = Field(None, description="a branch or group here")
    to_outside: OutsideName | None = Field(None, description="the name of one outside")
    letter_no: LetterNo
    issued_on: Day
    valid_until: Day | None = Field(None, description="the last day; 90 days after the issue when absent, and at most")
    document: Reason = Field(description=_DOCUMENT)

    def issued(self) -> Issued:
        said = (self.to_code, self.to_outside, self.letter_no, self.issued_on, self.valid_until)
        return Issued(*said, self.document)


class OfLetter(RequestBody):
    """What is decided on a letter as it was shown."""

    version: int | None = Field(None, ge=1, description="the one that was decided on; refused when it is not the last")


class SlipPaper(RequestBody):
    """The return slip, as people fill it in."""

    completed_on: Day = Field(description="since when membership is there; from the issue to today")
    document: Reason = Field(description=_DOCUMENT)


class SlipForm(SlipPaper, OfLetter):
    """The return slip."""


class LetterRevocationPaper(RequestBody):
    """Why a letter is revoked, as people fill it in."""

    document: Reason = Field(description="why; without personal data")


class LetterRevocationForm(LetterRevocationPaper, OfLetter):
    """Why a letter is revoked."""


class MembershipMadeView(BaseModel):
    """The id of a record of formal membership."""

    membership_id: UUID


class AffiliatedView(BaseModel):
    """How often an affiliation was recorded."""

    version: int


class LetterStandsView(BaseModel):
    """How a letter stands after what was done."""

    transfer_id: UUID
    state: StateCode
    valid_until: date
    version: int = Field(description="to be sent with what is decided on it")

    @classmethod
    def of(cls, letter: Letter) -> Self:
        own = {name: getattr(letter, name) for name in ("transfer_id", "valid_until", "version")}
        return cls(**own, state=letter.state.value)


class LetterView(BaseModel):
    """A letter of transfer."""

    transfer_id: UUID
    person_id: UUID
    from_code: str | None
    from_outside: str | None
    to_code: str | None
    to_outside: str | None
    letter_no: str
    issued_on: date
    valid_until: date = Field(description="the last day")
    state: StateCode
    completed_on: date | None
    document: str
    version: int = Field(description="to be sent with what is decided on it")
    recorded_at: datetime

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{name: row._mapping[name] for name in cls.model_fields})


class HomeView(BaseModel):
    """A record of where formal membership is, or was."""

    membership_id: UUID
    party_org_code: str | None
    outside: str | None
    since: date
    until: date | None = Field(description="null: it is there")
    document: str

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{name: row._mapping[name] for name in cls.model_fields})


class PastAffiliationView(BaseModel):
    """What a member took part in before."""

    party_org_code: str
    since: date
    until: date = Field(description="the first day on which he took part no longer")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{name: row._mapping[name] for name in cls.model_fields})


class PersonMembershipView(BaseModel):
    """A person's formal membership, affiliation and letters; the last first."""

    memberships: Sequence[HomeView]
    affiliated_to: str | None = Field(description="code of the branch or group here that he takes part in")
    affiliated_since: date | None
    past_affiliations: Sequence[PastAffiliationView]
    letters: Sequence[LetterView]


class MemberView(BaseModel):
    """A member with an organisation here."""

    person_id: UUID
    party_org_code: str
    name: str = Field(description="of the organisation")
    kind: MemberKind
    since: date

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{name: row._mapping[name] for name in cls.model_fields})


class MemberCountView(BaseModel):
    """How many living persons of the register an organisation has."""

    party_org_code: str
    formal: int = Field(description="whose formal membership is there; a letter changes it when its slip is back")
    affiliated: int = Field(description="who take part in it, whatever their formal membership")


_SHEET = Sheet(
    "membership-transfers",
    "组织关系介绍信",
    "Letters of transfer",
    (
        Column("letter_no", "编号", "number"),
        Column("person_id", "档案编号", "file number"),
        Column("source", "原党组织", "from"),
        Column("target", "新党组织", "to"),
        Column("issued_on", "开出日期", "issued on"),
        Column("valid_until", "有效期至", "valid until"),
        Column("state", "状态", "state", STATES),
        Column("completed_on", "转接日期", "transferred on"),
    ),
    (Column("unit", "机构及其下级", "a unit and all below it"), Column("state", "状态", "state", STATES)),
)


class LettersExport(ExportForm):
    """Which letters are taken away, and why."""

    unit: OrgCode | None = None
    state: StateCode | None = None


async def _rows(taking: Taking[LettersExport]) -> Rows:
    wanted = WantedLetters(taking.form.unit, taking.form.state)
    page = await fetch_letters(taking.reading, wanted, None, taking.limit, view=LetterView.of)
    codes = {code for each in page.items for code in (each.from_code, each.to_code) if code}
    names = await names_of_organisations(taking.reading.connection, codes)

    def line(each: LetterView) -> dict[str, Any]:
        source = each.from_outside or names.get(each.from_code or "")
        return {**each.model_dump(), "source": source, "target": each.to_outside or names.get(each.to_code or "")}

    return Rows(page, line)


LETTERS = Export(_SHEET, LettersExport, "party-memberships.export", _rows)

_MEMBERS = Sheet(
    "party-members",
    "党员名单",
    "Members of Party organisations",
    (
        Column("name", "党组织", "organisation"),
        Column("party_org_code", "代码", "code"),
        Column("person_id", "档案编号", "file number"),
        Column("kind", "类别", "kind", MEMBER_KINDS),
        Column("since", "起始日期", "since"),
    ),
    (
        Column("organisation", "党组织代码", "code of the organisation"),
        Column("unit", "机构及其下级", "a unit and all below it"),
        Column("kind", "类别", "kind", MEMBER_KINDS),
        Column("on", "所属日期", "as of"),
    ),
)


class MembersExport(ExportForm):
    """Which members are taken away, and why."""

    organisation: PartyOrgCode | None = None
    unit: OrgCode | None = None
    kind: MemberKind | None = None
    on: Day | None = None


async def _member_rows(taking: Taking[MembersExport]) -> Rows:
    form = taking.form
    wanted = WantedMembers(form.organisation, form.unit, form.kind, form.on)
    page = await fetch_members(taking.reading, wanted, None, taking.limit, view=MemberView.of)
    return Rows(page, MemberView.model_dump)


MEMBERS = Export(_MEMBERS, MembersExport, "party-memberships.export", _member_rows)
