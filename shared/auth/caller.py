"""The one who asks, with what they have been granted."""

from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from shared.auth.roles import Role
from shared.refusal import Forbidden, Language, Refusal

# Who acts before anybody signed in, or without: at the setup, at a failed sign-in, on the server's console.
NOBODY = UUID(int=0)


class OutOfScope(Forbidden):
    """Of units, which everybody may know; who asks for somebody or something there is answered as if it were not."""

    code = "out-of-scope"
    zh = "该事项不在您的管辖范围内。"
    en = "This lies outside the organisations you act for."


@dataclass(frozen=True, slots=True)
class Grant:
    """A role for a unit and all below it, `without` the units that are denied. `on_behalf_of`: who delegated it."""

    grant_id: UUID
    role: Role
    org_path: str
    purpose: str
    on_behalf_of: UUID | None = None
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Caller:
    """`grants` are those in force that name a role the endpoint admits; `address` is the network address asked from,
    `session_id` the session asked in, None for who acts without one. `reached`: what he was found to cover so far."""

    account_id: UUID
    grants: tuple[Grant, ...]
    language: Language = "zh-CN"
    address: str = ""
    session_id: UUID | None = None
    reached: set[str] = field(default_factory=set, compare=False, repr=False)

    @cached_property
    def scope(self) -> tuple[str, ...]:
        """The org paths acted for, without those that another one contains."""
        paths = sorted({grant.org_path for grant in self.grants})
        return tuple(path for path in paths if not any(covers(other, path) for other in paths if other != path))

    @cached_property
    def denied(self) -> tuple[str, ...]:
        """The org paths taken out of the scope, each with all below it."""
        return tuple(sorted({path for grant in self.grants for path in grant.without}))

    @property
    def on_behalf_of(self) -> UUID | None:
        """Whom the caller stands in for: who delegated every grant that reaches something he acts on, or every one that
        admits him, where he acts on no unit. None when one of them is his own."""
        admitting = [[each for each in self.grants if covers(each.org_path, path)] for path in sorted(self.reached)]
        for grants in admitting or [list(self.grants)]:
            lenders = {each.on_behalf_of for each in grants}
            if lenders and None not in lenders:
                return min(lender for lender in lenders if lender)
        return None

    @property
    def stood_in_for(self) -> frozenset[UUID]:
        """Whoever delegated any of these grants."""
        return frozenset(each.on_behalf_of for each in self.grants if each.on_behalf_of)

    @property
    def hands(self) -> tuple[UUID, ...]:
        """The account of whom he stands in for, where he does, and last his own: one person, where two are asked."""
        return tuple(each for each in (self.on_behalf_of, self.account_id) if each)

    def covers(self, org_path: str) -> bool:
        """`org_path` is one of the caller's org units or lies below one, and is not denied."""
        granted = any(covers(path, org_path) for path in self.scope)
        if not granted or any(covers(path, org_path) for path in self.denied):
            return False
        self.reached.add(org_path)
        return True

    def must_cover(self, org_path: str, otherwise: Refusal | None = None) -> None:
        """Raises OutOfScope, or `otherwise` because of it: what an unknown id is answered with, where whether the thing
        exists is not for this caller to learn. The audit tells the two apart."""
        if self.covers(org_path):
            return
        if otherwise is None:
            raise OutOfScope
        raise otherwise from OutOfScope()

    def holds(self, *roles: Role) -> bool:
        return any(grant.role in roles for grant in self.grants)


def is_county_wide(path: str) -> bool:
    """The county's unit is the root of every org path: one without a dot."""
    return "." not in path


def covers(ancestor: str, path: str) -> bool:
    """`path` is `ancestor` or lies below it."""
    return path == ancestor or path.startswith(ancestor + ".")
