"""`docs/access.md`: which role may do what, as people read it."""

from collections.abc import Iterator
from pathlib import Path

from deploy.catalogue.page import table
from shared.auth.permissions import DUTIES, ROLES, SUBJECTS, Permission, Subject
from shared.auth.roles import Role

INTRODUCTION = Path(__file__).with_name("access.md")


def access_page() -> str:
    return "\n".join([INTRODUCTION.read_text(encoding="utf-8"), *_lines()])


def _lines() -> Iterator[str]:
    yield from ("## Roles · 角色", "")
    rows = ((f"`{role}`", DUTIES[facts.duty], f"{facts.en} · {facts.zh}") for role, facts in ROLES.items())
    yield from table(("role · 角色", "duty · 职责", "name · 名称"), rows)
    for subject in SUBJECTS:
        yield from _subject(subject)


def _subject(subject: Subject) -> Iterator[str]:
    """A table of the permissions by role, leaving out roles that have none of them; then the routes of each."""
    having = [role for role in Role if any(role in each.roles for each in subject.permissions)]
    yield from (f"## {subject.en} · {subject.zh}", "")
    head = ("", *(ROLES[role].zh for role in having))
    rows = ((f"{each.en} · {each.zh}", *(_mark(each, role) for role in having)) for each in subject.permissions)
    yield from table(head, rows)
    yield from (f"- `{each.name}`: {', '.join(f'`{route}`' for route in each.routes)}" for each in subject.permissions)
    yield ""


def _mark(permission: Permission, role: Role) -> str:
    if role not in permission.roles:
        return ""
    if permission.service:
        return f"`{permission.service}`"
    return "◆" if permission.county else "●"
