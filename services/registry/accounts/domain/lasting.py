"""Who the county cannot do without: the holders of an indispensable role for the whole county, without end."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from shared.auth.permissions import ROLES
from shared.auth.roles import Role
from shared.refusal import Conflict


class LastHolder(Conflict):
    """Without it nobody could do again what the role is for, in the whole county."""

    code = "last-holder"
    zh = "这是最后一名长期有效的全县{role_zh}，不能停用、禁止或收回授权；请先任命接任者。"
    en = "This is the last open-ended {role_en} of the whole county and cannot go; appoint a successor first."

    @classmethod
    def of(cls, role: Role) -> Self:
        return cls(role_zh=ROLES[role].zh, role_en=ROLES[role].en)


@dataclass(frozen=True, slots=True)
class LastingGrant:
    """An indispensable role for the whole county, in force and without end, of an account neither disabled nor denied
    there."""

    grant_id: UUID
    account_id: UUID
    role: Role


def check_not_last(going: Iterable[LastingGrant], lasting: Collection[LastingGrant]) -> None:
    """`going` are those of `lasting` that will not count any more. Raises `LastHolder` when no other account has one of
    their roles."""
    for grant in going:
        if not any(other.role == grant.role and other.account_id != grant.account_id for other in lasting):
            raise LastHolder.of(grant.role)
