"""What a row of a list of acts asks for: the paper filled in for it one by one, and the command that takes that."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol
from uuid import UUID

from pydantic import ValidationError

from services.registry.corrections.commands import correct_field, propose_listed_correction
from services.registry.corrections.commands.identity import read_identity
from services.registry.corrections.domain.timeline import NothingChanges
from services.registry.corrections.parameters import IdentityKind
from services.registry.corrections.queries.identities import find_open_text
from services.registry.corrections.queries.values import text_of_value
from services.registry.corrections.schemas import CorrectionPaper, IdentityPaper
from services.registry.deaths.commands import record_death
from services.registry.deaths.schemas import DeathPaper
from services.registry.imports.commands.serving import TakenUp
from services.registry.imports.domain import Outcome, act_fault, faults_in
from services.registry.imports.parameters import IDENTITY_FIELDS, SHEETS, ImportKind
from services.registry.relocations.commands import record_relocation
from services.registry.relocations.domain import NothingMoves, RelocationInvalid
from services.registry.relocations.queries import find_on
from services.registry.relocations.schemas import RelocationPaper
from services.registry.roles.schemas import RoleForm
from services.registry.settings import Registrar
from services.registry.veterans.commands.naming import coded
from services.registry.veterans.domain.registration import fault
from services.registry.veterans.domain.standing import PersonIsDeceased
from services.registry.veterans.domain.values import MOST_DIGITS_OF_A_NUMBER
from services.registry.veterans.parameters.fields import FIELD
from services.registry.veterans.queries.deaths import find_death
from shared.approval.proposal import ProposalOpen
from shared.command import Transaction, Work
from shared.http.validation import faults_of
from shared.refusal import FieldFault, Refusal
from shared.workbooks.cells import is_number, text_of
from shared.workbooks.columns import Kind
from shared.workbooks.drafts import Draft, written

Form = Mapping[str, str]
_LONG_NUMBERS = frozenset({Kind.IDENTITY_NUMBER, Kind.ACCOUNT})


class Act(Protocol):
    """`permission` to do it one by one; `outcome` when it is done. `matter`: rows of one person and matter that do not
    say the same contradict each other."""

    permission: ClassVar[str]
    outcome: ClassVar[Outcome]

    @property
    def matter(self) -> str: ...

    @property
    def said(self) -> str: ...

    async def do(self, work: Work, person_id: UUID, registrar: Registrar) -> UUID | None:
        """By the command of the single act; answers the record that it made, where a list is revoked by its records.
        Raises what that raises."""
        ...

    async def weigh(
        self, tx: Transaction, person_id: UUID, refusal: Refusal, registrar: Registrar
    ) -> tuple[FieldFault, ...]:
        """What the refusal says of the row; nothing where the same was done before."""
        ...


@dataclass(frozen=True)
class Death:
    """A death is recorded."""

    paper: DeathPaper
    permission: ClassVar[str] = "veterans.record-death"
    outcome: ClassVar[Outcome] = Outcome.ACCEPTED
    matter: ClassVar[str] = "death"

    @property
    def said(self) -> str:
        return self.paper.died_on.isoformat()

    async def do(self, work: Work, person_id: UUID, registrar: Registrar) -> UUID:
        return (await record_death(work, person_id, self.paper.reported(), keyring=registrar.keyring)).record_id

    async def weigh(
        self, tx: Transaction, person_id: UUID, refusal: Refusal, registrar: Registrar
    ) -> tuple[FieldFault, ...]:
        standing = await find_death(tx.connection, person_id) if isinstance(refusal, PersonIsDeceased) else None
        if standing is None:
            return faults_in(refusal)
        day = standing.died_on
        zh = f"已登记死亡，死亡日期为{day}；该登记有误的，请先撤销。"
        en = f"A death on {day} is recorded; if that is wrong, have the record revoked first."
        return () if day == self.paper.died_on else (FieldFault("died_on", "died-on-another-day", zh, en),)


@dataclass(frozen=True)
class Relocation:
    """A domicile or a residence moves."""

    paper: RelocationPaper
    permission: ClassVar[str] = "veterans.relocate"
    outcome: ClassVar[Outcome] = Outcome.ACCEPTED

    @property
    def matter(self) -> str:
        return f"{self.paper.kind} {self.paper.moved_on}"

    @property
    def said(self) -> str:
        return f"{self.paper.division} {self.paper.unit or ''}"

    async def do(self, work: Work, person_id: UUID, registrar: Registrar) -> UUID:
        return (await record_relocation(work, person_id, self.paper.reported(), registrar=registrar)).record_id

    async def weigh(
        self, tx: Transaction, person_id: UUID, refusal: Refusal, registrar: Registrar
    ) -> tuple[FieldFault, ...]:
        if isinstance(refusal, NothingMoves | RelocationInvalid) and await self._was_recorded(tx, person_id):
            return ()
        return faults_in(refusal)

    async def _was_recorded(self, tx: Transaction, person_id: UUID) -> bool:
        reported = self.paper.reported()
        record = await find_on(tx.connection, person_id, reported.kind, reported.moved_on)
        if record is None:
            return False
        given = {"domicile_code": reported.division} | ({"org_code": reported.unit} if reported.unit else {})
        form, unclear = await coded(tx.connection, given, tx.caller)
        to = {"domicile_code": record.to_division_code} | ({"org_code": record.to_org_code} if reported.unit else {})
        return not unclear and form == to


@dataclass(frozen=True)
class Correction:
    """A field says something else."""

    field: str
    paper: CorrectionPaper
    permission: ClassVar[str] = "veterans.correct"
    outcome: ClassVar[Outcome] = Outcome.ACCEPTED

    @property
    def matter(self) -> str:
        return f"{self.field} {self.paper.holds_from}"

    @property
    def said(self) -> str:
        return self.paper.value.reveal() if self.paper.value else ""

    async def do(self, work: Work, person_id: UUID, registrar: Registrar) -> None:
        await correct_field(work, person_id, self.paper.correction(self.field), registrar=registrar, anew=False)

    async def weigh(
        self, tx: Transaction, person_id: UUID, refusal: Refusal, registrar: Registrar
    ) -> tuple[FieldFault, ...]:
        return () if isinstance(refusal, NothingChanges) else faults_in(refusal)


@dataclass(frozen=True)
class IdentityCorrection:
    """A correction of an identity is proposed to a second person: more no single act of one person does."""

    paper: IdentityPaper
    permission: ClassVar[str] = "veterans.propose-identity"
    outcome: ClassVar[Outcome] = Outcome.PROPOSED

    @property
    def matter(self) -> str:
        return self.paper.kind

    @property
    def said(self) -> str:
        return self.paper.value.reveal()

    async def do(self, work: Work, person_id: UUID, registrar: Registrar) -> None:
        await propose_listed_correction(work, person_id, self.paper.wanted(), registrar=registrar)

    async def weigh(
        self, tx: Transaction, person_id: UUID, refusal: Refusal, registrar: Registrar
    ) -> tuple[FieldFault, ...]:
        if isinstance(refusal, ProposalOpen):
            proposed = await find_open_text(tx.connection, person_id, self.paper.kind, registrar.keyring)
            same = proposed == text_of_value(read_identity(self.paper.kind, self.paper.value, tx.now, registrar))
            return () if same else faults_in(refusal)
        return () if isinstance(refusal, NothingChanges) else faults_in(refusal)


def read_act(kind: ImportKind, row: Draft) -> Act | tuple[FieldFault, ...]:
    """What the row asks for, or what is wrong with how it does."""
    form, faults = written(SHEETS[kind].columns, row)
    named = FIELD.get(form.get("field", ""))
    if named is not None and "value" in row.form and _lost_digits(row.form["value"], named.kind):
        faults = (*faults, fault("value", "number-not-text"))
    if faults:
        return faults
    try:
        return _ACTS[kind](form)
    except ValidationError as wrong:
        return faults_of(wrong.errors())


def _lost_digits(raw: object, kind: Kind) -> bool:
    return is_number(raw) and (kind in _LONG_NUMBERS or len(text_of(raw)) > MOST_DIGITS_OF_A_NUMBER)


def _paper(form: Form, *names: str) -> dict[str, str]:
    return {name: form[name] for name in names if name in form}


def _death(form: Form) -> Act | tuple[FieldFault, ...]:
    return Death(DeathPaper.model_validate(_paper(form, "died_on", "source", "document")))


def _relocation(form: Form) -> Act | tuple[FieldFault, ...]:
    named = _paper(form, "kind", "division", "unit", "moved_on", "document")
    return Relocation(RelocationPaper.model_validate(named))


def _correction(form: Form) -> Act | tuple[FieldFault, ...]:
    kind: IdentityKind | None = IDENTITY_FIELDS.get(form["field"])
    if kind is None:
        paper = CorrectionPaper.model_validate(_paper(form, "value", "holds_from", "document"))
        return Correction(form["field"], paper)
    if "holds_from" in form:
        return (act_fault("holds_from", "not-for-identities"),)
    named = _paper(form, "value", "evidence", "document")
    return IdentityCorrection(IdentityPaper.model_validate({"kind": kind, **named}))


def _role(form: Form) -> Act | tuple[FieldFault, ...]:
    return TakenUp(
        RoleForm.model_validate(
            _paper(form, "kind", "org_code", "assumed_on", "source", "enterprise_name", "enterprise_code")
        )
    )


_ACTS: Mapping[ImportKind, Callable[[Form], Act | tuple[FieldFault, ...]]] = {
    ImportKind.DEATHS: _death,
    ImportKind.RELOCATIONS: _relocation,
    ImportKind.CORRECTIONS: _correction,
    ImportKind.ROLES: _role,
}
