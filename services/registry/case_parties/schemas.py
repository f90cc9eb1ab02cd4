"""What the API takes and says about parties of cases. Names and numbers go out masked."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.registry.case_parties.domain import Wanted
from services.registry.case_parties.parameters import IS_ONE, REMOVALS, STATES
from services.registry.case_parties.queries import Parties, Party, WantedParties, fetch_parties, party_in
from services.registry.dependencies import get_registrar
from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from shared.auth.caller import Caller
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.pages import LONGEST_CURSOR, MOST_ON_A_PAGE
from shared.http.validation import Day, OneOf, Reason, RequestBody
from shared.privacy.keyring import Keyring
from shared.privacy.personal import Personal

Document = Annotated[Reason, Field(description="the document it rests on, by kind and number; without personal data")]
PartyState = Annotated[str, OneOf(STATES, "not-a-state")]
Version = Annotated[int | None, Field(ge=1, description="the version of the record that was decided on")]


class PartyForm(RequestBody):
    """Who is a party: a veteran by the number of his file, or anybody by name and, where it is known, number."""

    person_id: UUID | None = Field(None, description="of a veteran's file; then neither name nor number")
    name: Personal | None = None
    id_number: Personal | None = Field(None, description="18 or 15 characters, where it is known")

    def wanted(self) -> Wanted:
        """What the command takes."""
        return Wanted(self.person_id, self.name, self.id_number)


class PartySearchForm(RequestBody):
    """The identity number of the person sought. In the body: an address would be logged."""

    id_number: Annotated[Personal, Field(description="18 or 15 characters")]
    cursor: Annotated[str | None, Field(max_length=LONGEST_CURSOR, description="`next` of the page before")] = None
    limit: Annotated[int, Field(ge=1, le=MOST_ON_A_PAGE)] = 50


class CorrectionPaper(PartyForm):
    """Who has been the party all along, as people fill it in."""

    document: Document


class CorrectionForm(CorrectionPaper):
    """Who has been the party all along."""

    version: Version = None


class RemovalPaper(RequestBody):
    """Why somebody is a party no longer, as people fill it in."""

    reason: Annotated[str, OneOf(REMOVALS, "not-a-removal")]
    removed_on: Day = Field(description="today or before; of what was recorded in error it counts from the opening")
    document: Document


class RemovalForm(RemovalPaper):
    """Why somebody is a party no longer."""

    version: Version = None


class NamedView(BaseModel):
    """What was recorded."""

    party_id: UUID


class StandingView(BaseModel):
    """The record from now on."""

    version: int


class PartyView(BaseModel):
    """A party; name and number masked. Without a name: erased; without a number: it is not known."""

    party_id: UUID
    case_id: UUID
    person_id: UUID
    name: str | None
    id_number: str | None
    has_file: bool = Field(description="is a veteran whose file the caller may see")
    version: int = Field(description="to be sent with what is decided on it")
    removed_on: date | None = Field(description="null: is a party")
    reason: str | None = Field(description="why it is one no longer")
    document: str | None = Field(description="what a correction or removal rests on; null: it stands as it was named")
    known_from: datetime
    by: str | None = Field(description="name of the account")
    corrections: int = Field(description="how often it was said to be somebody else")
    is_again: bool = Field(description="the applicant, or a party named before, since their files were merged")

    @classmethod
    def of(cls, found: Party) -> Self:
        own = {name: getattr(found.party, name) for name in cls.model_fields if hasattr(found.party, name)}
        return cls(
            **own,
            name=found.name and found.name.masked(),
            id_number=found.id_number and found.id_number.masked(),
            has_file=found.has_file,
            known_from=found.known_from,
            by=found.by,
            corrections=found.corrections,
            is_again=found.is_again,
        )


class ListedPartyView(BaseModel):
    """A party to one of many cases; name and number masked, as in `PartyView`."""

    party_id: UUID
    case_id: UUID
    person_id: UUID
    name: str | None
    id_number: str | None
    has_file: bool = Field(description="is a veteran whose file the caller may see")
    org_code: str = Field(description="unit that handles the case")
    state: str = Field(description="party, or removed")
    removed_on: date | None
    reason: str | None = Field(description="why it is one no longer")
    document: str | None = Field(description="what a correction or removal rests on; null: it stands as it was named")
    known_from: datetime
    by: str | None = Field(description="name of the account")

    @classmethod
    def of(cls, row: Row[Any], keyring: Keyring, caller: Caller) -> Self:
        view = PartyView.of(party_in(row, keyring, caller)).model_dump()
        own = {name: value for name, value in view.items() if name in cls.model_fields}
        return cls(**own, org_code=row.org_code, state="removed" if row.removed_on else IS_ONE)


class CasePartiesExport(ExportForm):
    """Which parties are taken away, and why."""

    unit: OrgCode | None = None
    state: PartyState | None = None


async def _rows(taking: Taking[CasePartiesExport]) -> Rows:
    keyring, caller = (await get_registrar(taking.request)).keyring, taking.reading.caller
    wanted = WantedParties(taking.form.unit, taking.form.state)
    page = await fetch_parties(taking.reading, wanted, None, taking.limit, view=lambda row: row)
    units = await names_of_units(taking.reading.connection, {row.org_code for row in page.items})

    def line(row: Row[Any]) -> dict[str, Any]:
        return {**ListedPartyView.of(row, keyring, caller).model_dump(), "unit": units.get(row.org_code)}

    return Rows(page, line)


_STATE = Column("state", "状态", "state", STATES)
CASE_PARTIES = Export(
    Sheet(
        "case-parties",
        "案件当事人",
        "Parties to cases",
        (
            Column("name", "姓名", "name"),
            Column("id_number", "证件号码", "identity number"),
            Column("case_id", "案件编号", "case"),
            Column("org_code", "受理机构代码", "unit code"),
            Column("unit", "受理机构", "unit"),
            _STATE,
            Column("removed_on", "移除日期", "removed on"),
            Column("reason", "移除原因", "why removed", REMOVALS),
            Column("document", "依据", "document"),
            Column("known_from", "登记时间", "recorded"),
        ),
        (Column("unit", "受理机构及其下级", "a unit and all below it"), _STATE),
    ),
    CasePartiesExport,
    "cases.export",
    _rows,
)


class PartiesView(BaseModel):
    """Who is a party to a case besides its applicant, or was, the first named first."""

    applicant_id: UUID
    parties_count: int = Field(description="on all sides, the applicant included, as was said at the opening")
    named: int = Field(description="persons besides the applicant who are one now")
    unnamed: int = Field(description="how many of those who were said are not named")
    beyond: int = Field(description="how many more are named than were said")
    parties: list[PartyView]

    @classmethod
    def of(cls, found: Parties) -> Self:
        return cls(
            applicant_id=found.case.applicant_id,
            parties_count=found.counted.said,
            named=found.counted.named,
            unnamed=found.counted.unnamed,
            beyond=found.counted.beyond,
            parties=[PartyView.of(each) for each in found.parties],
        )
