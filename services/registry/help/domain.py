"""What a role is helped with, out of the menu and the table of permissions: no more and no less than they say."""

from dataclasses import dataclass

from services.registry.help.parameters import DAYS, FOUND_AT, MISTAKES, Mistake
from shared.auth.permissions import ROLES, Permission, RoleFacts, permission
from shared.auth.roles import Role
from shared.language import Named, Text
from shared.web.menu import HOME, MENU, SELF, Entry


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the menu, and what the role does there: nothing more than to look, where `acts` is empty."""

    entry: Entry
    acts: tuple[Permission, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """A step of the day; `entry` is where it is done, None away from every page."""

    text: Text
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class WayBack:
    """A mistake that the role can make, where it is mended, and the roles that may; `own`: this one is among them."""

    mistake: Mistake
    entry: Entry
    roles: tuple[RoleFacts, ...]
    own: bool


def day_of(role: Role) -> list[Task]:
    """What the role begins its day with."""
    return [Task(step.text, entry_at(step.path) if step.path else None) for step in DAYS[role]]


def places_of(role: Role) -> list[Place]:
    """Every page of the menu that the role may open, in its order, and the account of its own."""
    return [
        Place(entry, tuple(each for each in map(permission, FOUND_AT.get(entry.path, ())) if role in each.roles))
        for entry in (*MENU, SELF)
        if role in entry.roles
    ]


def ways_back_of(role: Role, kind: Named) -> list[WayBack]:
    """What of one kind can go wrong in the hands of the role."""
    return [_way_back(role, each) for each in MISTAKES if each.kind == kind and role in permission(each.made_by).roles]


def entry_at(path: str) -> Entry:
    """The entry of the menu with exactly this path. Raises LookupError."""
    found = {entry.path: entry for entry in (*MENU, HOME, SELF)}
    return found[path]


def _way_back(role: Role, mistake: Mistake) -> WayBack:
    mending = permission(mistake.mended_by).roles
    roles = tuple(facts for each, facts in ROLES.items() if each in mending)
    return WayBack(mistake, entry_at(mistake.path), roles, role in mending)
