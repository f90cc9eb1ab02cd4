"""What a row of a list of social roles asks for."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from services.registry.imports.domain import Outcome, faults_in
from services.registry.roles.commands import assume_role
from services.registry.roles.domain import RoleAlreadyHeld
from services.registry.roles.queries import list_terms
from services.registry.roles.schemas import RoleForm
from services.registry.settings import Registrar
from shared.command import Transaction, Work
from shared.refusal import FieldFault, Refusal


@dataclass(frozen=True)
class TakenUp:
    """Somebody takes up a social role."""

    paper: RoleForm
    permission: ClassVar[str] = "social-roles.assume"
    outcome: ClassVar[Outcome] = Outcome.ACCEPTED

    @property
    def matter(self) -> str:
        return f"role {self.paper.kind}"

    @property
    def said(self) -> str:
        named = (self.paper.org_code, self.paper.enterprise_name, self.paper.enterprise_code)
        return " ".join([str(self.paper.assumed_on), *(each or "" for each in named)])

    async def do(self, work: Work, person_id: UUID, registrar: Registrar) -> None:
        await assume_role(work, person_id, **self.paper.taken_up(), keyring=registrar.keyring)

    async def weigh(
        self, tx: Transaction, person_id: UUID, refusal: Refusal, registrar: Registrar
    ) -> tuple[FieldFault, ...]:
        if not isinstance(refusal, RoleAlreadyHeld):
            return faults_in(refusal)
        held = [each for each in await list_terms(tx.connection, person_id) if each.withdrawn_reason is None]
        said = self.paper
        same = any(
            (each.kind, each.assumed_on) == (said.kind, said.assumed_on) and said.org_code in {None, each.org_code}
            for each in held
        )
        return () if same else faults_in(refusal)
