"""The table of who may do what, `permissions.toml`, read once."""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from shared.auth.caller import Caller, Grant, is_county_wide
from shared.auth.roles import Role

EVERY_ROLE = "*"
DUTIES = {
    "system": "system · 系统管理",
    "security": "security · 安全管理",
    "audit": "audit · 安全审计",
    "business": "business · 业务",
}


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """`duty` names one of `DUTIES`; one account holds roles of one of them. `indispensable`: without a holder nobody
    could open accounts, give grants, confirm them or read the audit. `second_factor`: it works only in a session that
    began with a code besides the password."""

    duty: str
    zh: str
    en: str
    indispensable: bool = False
    second_factor: bool = False


@dataclass(frozen=True, slots=True)
class Permission:
    """`roles` may do it, within their units; `county`: only by a grant for the whole county; `service`: only the
    service of ours that has this name."""

    name: str
    roles: frozenset[Role]
    county: bool = False
    service: str = ""
    routes: tuple[str, ...] = ()
    zh: str = ""
    en: str = ""

    def admits(self, grant: Grant) -> bool:
        """Whether somebody may do it by this grant, for its unit."""
        return grant.role in self.roles and (not self.county or is_county_wide(grant.org_path))


@dataclass(frozen=True, slots=True)
class HeldRoles:
    """The roles that somebody has, and those that he has for the whole county."""

    roles: frozenset[Role] = frozenset()
    county: frozenset[Role] = frozenset()

    @classmethod
    def of(cls, grants: Collection[Grant]) -> "HeldRoles":
        """By these grants."""
        wide = frozenset(grant.role for grant in grants if is_county_wide(grant.org_path))
        return cls(frozenset(grant.role for grant in grants), wide)

    def may(self, asked: Permission) -> bool:
        """Whether one of the grants admits, for some unit."""
        return not asked.roles.isdisjoint(self.county if asked.county else self.roles)


@dataclass(frozen=True, slots=True)
class Subject:
    """What permissions are about, a section of the table."""

    zh: str
    en: str
    permissions: tuple[Permission, ...]


def read_roles(table: Mapping[str, Any]) -> Mapping[Role, RoleFacts]:
    """Raises ValueError for a role that the code does not know, KeyError for one that the table leaves out."""
    found = {Role(name): RoleFacts(**facts) for name, facts in table["roles"].items()}
    return {role: found[role] for role in Role}


def read_subjects(table: Mapping[str, Any]) -> tuple[Subject, ...]:
    """The sections in the table's order."""
    sections = {name: section for name, section in table.items() if name != "roles"}
    return tuple(
        Subject(section["zh"], section["en"], tuple(_permissions(name, section))) for name, section in sections.items()
    )


def _permissions(subject: str, section: Mapping[str, Any]) -> Iterator[Permission]:
    for name, facts in section.items():
        if isinstance(facts, dict):
            named = Role if facts["roles"] == [EVERY_ROLE] else map(Role, facts["roles"])
            more = {**facts, "roles": frozenset(named), "routes": tuple(facts["routes"])}
            yield Permission(f"{subject}.{name}", **more)


_TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
ROLES = read_roles(_TABLE)
INDISPENSABLE = tuple(role for role, facts in ROLES.items() if facts.indispensable)
SUBJECTS = read_subjects(_TABLE)
PERMISSIONS: Mapping[str, Permission] = {each.name: each for subject in SUBJECTS for each in subject.permissions}


def permission(name: str) -> Permission:
    """Raises LookupError for a name that the table does not have."""
    if name not in PERMISSIONS:
        raise LookupError(f"no permission is named {name!r}: see shared/auth/permissions.toml")
    return PERMISSIONS[name]


def permitted(caller: Caller, *names: str) -> Caller:
    """The caller by those of his grants alone that have all of these permissions."""
    asked = [permission(name) for name in names]
    return replace(caller, grants=tuple(grant for grant in caller.grants if all(each.admits(grant) for each in asked)))
