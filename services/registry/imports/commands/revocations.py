"""What a list did is taken back, each act by the command that revokes it at the desk."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from services.registry.deaths.commands import revoke_death_record
from services.registry.deaths.domain import NoDeathRecorded
from services.registry.imports.commands.acts import Act
from services.registry.imports.domain import Outcome, faults_in
from services.registry.imports.parameters import ImportKind
from services.registry.relocations.commands import revoke_relocation
from services.registry.relocations.domain import NoRelocationRecorded
from services.registry.relocations.parameters import Kind
from services.registry.settings import Registrar
from shared.command import Transaction, Work
from shared.refusal import FieldFault, Refusal
from shared.workbooks.drafts import Draft


@dataclass(frozen=True)
class _Revocation:
    """Of the record with this id alone: one that was recorded since is another's act."""

    record_id: UUID
    kind: str
    reason: str
    document: str
    outcome: ClassVar[Outcome] = Outcome.ACCEPTED

    @property
    def matter(self) -> str:
        return str(self.record_id)

    @property
    def said(self) -> str:
        return ""

    async def weigh(
        self, tx: Transaction, person_id: UUID, refusal: Refusal, registrar: Registrar
    ) -> tuple[FieldFault, ...]:
        return () if isinstance(refusal, NoDeathRecorded | NoRelocationRecorded) else faults_in(refusal)


@dataclass(frozen=True)
class DeathRevocation(_Revocation):
    """The record of a death is revoked."""

    permission: ClassVar[str] = "veterans.revoke-death"

    async def do(self, work: Work, person_id: UUID, registrar: Registrar) -> None:
        await revoke_death_record(
            work,
            person_id,
            reason=self.reason,
            document=self.document,
            keyring=registrar.keyring,
            death_id=self.record_id,
        )


@dataclass(frozen=True)
class RelocationRevocation(_Revocation):
    """The record of a move is revoked."""

    permission: ClassVar[str] = "veterans.revoke-relocation"

    async def do(self, work: Work, person_id: UUID, registrar: Registrar) -> None:
        await revoke_relocation(
            work,
            person_id,
            Kind(self.kind),
            reason=self.reason,
            document=self.document,
            relocation_id=self.record_id,
            keyring=registrar.keyring,
        )


def read_revocation(kind: ImportKind, row: Draft) -> tuple[UUID, Act] | None:
    """Whom it is about, and the act; None for a row of another kind."""
    act = _ACTS.get(kind)
    if act is None:
        return None
    form = {name: str(raw) for name, raw in row.form.items()}
    return UUID(form["person_id"]), act(UUID(form["record_id"]), form["kind"], form["reason"], form["document"])


_ACTS: dict[ImportKind, type[DeathRevocation] | type[RelocationRevocation]] = {
    ImportKind.DEATH_REVOCATIONS: DeathRevocation,
    ImportKind.RELOCATION_REVOCATIONS: RelocationRevocation,
}
