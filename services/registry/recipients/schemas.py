"""What the API takes and says about recipients without a file. Names and numbers go out masked."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.registry.dependencies import get_registrar
from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from services.registry.recipients.commands import Newcomer
from services.registry.recipients.parameters import ENDS, LISTED, REVOCATIONS
from services.registry.recipients.queries import WantedRecipients, fetch_recipients
from services.registry.veterans.domain.standing import STATES, FileState
from services.registry.veterans.queries.files import opened_name, opened_number
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import Day, OneOf, Reason, RequestBody
from shared.privacy.keyring import Keyring
from shared.privacy.personal import Personal

Document = Annotated[Reason, Field(description="the document it rests on, by kind and number; without personal data")]
Version = Annotated[int | None, Field(ge=1, description="the version of the record that was decided on")]


class RecipientForm(RequestBody):
    """Who comes into the register."""

    id_number: Personal = Field(description="18 or 15 characters")
    name: Personal
    org_code: OrgCode = Field(description="the unit that is responsible")
    document: Document

    def newcomer(self) -> Newcomer:
        """What the command takes."""
        return Newcomer(self.id_number, self.name, self.org_code, self.document)


class MovePaper(RequestBody):
    """Which unit is responsible from a day on, as people fill it in."""

    org_code: OrgCode
    moved_on: Day = Field(description="the first day; today or before")
    document: Document


class MoveForm(MovePaper):
    """Which unit is responsible from a day on."""

    version: Version = None


class EndPaper(RequestBody):
    """Why somebody is a recipient no longer, as people fill it in."""

    reason: Annotated[str, OneOf(ENDS, "not-an-end")]
    ended_on: Day = Field(description="today or before; of what was recorded in error it counts from the first day")
    document: Document


class EndForm(EndPaper):
    """Why somebody is a recipient no longer."""

    version: Version = None


class RevocationPaper(RequestBody):
    """Why an end is revoked, as people fill it in."""

    reason: Annotated[str, OneOf(REVOCATIONS, "not-a-revocation")]
    document: Document


class RevocationForm(RevocationPaper):
    """Why an end is revoked."""

    version: Version = None


class RecordedView(BaseModel):
    """Who it is."""

    person_id: UUID


class VersionView(BaseModel):
    """The record from now on."""

    version: int


class RecipientLine(BaseModel):
    """A recipient in a list; name and number masked, null once the person is erased."""

    person_id: UUID
    org_code: str = Field(description="responsible room or station")
    name: str | None
    id_number: str | None
    state: FileState
    since: date = Field(description="the first day on which this unit is responsible")
    ended_on: date | None
    reason: str | None = Field(description="why it ended")
    document: str
    version: int = Field(description="to be sent with what is decided on it")

    @classmethod
    def of(cls, row: Row[Any], keyring: Keyring) -> Self:
        return cls(**_line(row, keyring))


class PastView(BaseModel):
    """What was said of a recipient before."""

    org_code: str
    state: FileState
    since: date
    ended_on: date | None
    reason: str | None
    document: str
    known_from: datetime
    known_until: datetime
    by: str | None = Field(description="name of the account")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        said = {name: row._mapping[name] for name in cls.model_fields if name != "by"}
        return cls(**said, by=row.display_name)


class RecipientView(RecipientLine):
    """A recipient, and what was said before, the last said first."""

    said_before: list[PastView]

    @classmethod
    def of_row(cls, row: Row[Any], keyring: Keyring, past: list[PastView]) -> Self:
        return cls(**_line(row, keyring), said_before=past)


class RecipientsExport(ExportForm):
    """Which recipients are taken away, and why."""

    state: FileState | None = None
    unit: OrgCode | None = None


async def _rows(taking: Taking[RecipientsExport]) -> Rows:
    keyring = (await get_registrar(taking.request)).keyring
    wanted = WantedRecipients(taking.form.state, taking.form.unit)
    page = await fetch_recipients(taking.reading, wanted, None, taking.limit, view=lambda row: row)
    units = await names_of_units(taking.reading.connection, {row.org_code for row in page.items})
    return Rows(page, lambda row: {**_line(row, keyring), "unit": units.get(row.org_code)})


_STATE = Column("state", "状态", "state", {each: STATES[each] for each in LISTED})
RECIPIENTS = Export(
    Sheet(
        "recipients",
        "优抚对象",
        "Recipients",
        (
            Column("person_id", "人员编号", "number of the person"),
            Column("name", "姓名", "name"),
            Column("id_number", "证件号码", "identity number"),
            Column("org_code", "机构代码", "unit code"),
            Column("unit", "负责机构", "responsible unit"),
            _STATE,
            Column("since", "自何日起", "since"),
            Column("ended_on", "终止日期", "ended on"),
        ),
        (_STATE, Column("unit", "机构及其下级", "a unit and all below it")),
    ),
    RecipientsExport,
    "recipients.export",
    _rows,
)


def _line(row: Row[Any], keyring: Keyring) -> dict[str, Any]:
    is_readable = row.wrapped is not None
    names = ("person_id", "org_code", "state", "since", "ended_on", "reason", "document", "version")
    return {
        **{name: row._mapping[name] for name in names},
        "name": opened_name(row, keyring).masked() if is_readable else None,
        "id_number": opened_number(row, keyring).masked() if is_readable else None,
    }
