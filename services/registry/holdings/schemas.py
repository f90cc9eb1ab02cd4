"""What the API says about what an account has in hand."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.registry.holdings.queries import Holdings


class ImportHeldView(BaseModel):
    """An import that is worked off on the account's behalf; it stops when the account holds no grant for it."""

    import_id: UUID
    requested_at: datetime
    rows_total: int


class ProposalHeldView(BaseModel):
    """A proposed grant that waits for its second person."""

    grant_id: UUID
    proposed_at: datetime
    role: str


class GrantHeldView(BaseModel):
    """A grant in force, or to come."""

    grant_id: UUID
    role: str
    org_path: str


class SocialRoleHeldView(BaseModel):
    """A social role of the person whose account it is. Open cases of a mediator are in benefits: `GET
    /cases?mediator=…&state=assigned` lists them, `POST /cases/handover` gives them to others."""

    role_id: UUID
    kind: str
    org_code: str


class HoldingsView(BaseModel):
    """What an account has in hand: at most 200 of each, the oldest first."""

    person_id: UUID | None = Field(description="whose own account it is")
    imports: list[ImportHeldView]
    proposals: list[ProposalHeldView]
    grants: list[GrantHeldView]
    social_roles: list[SocialRoleHeldView]

    @classmethod
    def of(cls, holdings: Holdings) -> Self:
        return cls(
            person_id=holdings.person_id,
            imports=[ImportHeldView(**row._mapping) for row in holdings.imports],
            proposals=[ProposalHeldView(**row._mapping) for row in holdings.proposals],
            grants=[GrantHeldView(**row._mapping) for row in holdings.grants],
            social_roles=[SocialRoleHeldView(**row._mapping) for row in holdings.social_roles],
        )
