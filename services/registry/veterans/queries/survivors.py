"""What was recorded in a file that was merged is the person's: the file that goes on has it, and no row is moved."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, Uuid, func, literal, select

from services.registry.veterans.tables import CATEGORY_HOLDING, VETERAN

_NEXT = VETERAN.alias("next_file")
_LED = (
    select(VETERAN.c.veteran_id.label("merged_id"), VETERAN.c.merged_into.label("goes_on"))
    .where(VETERAN.c.merged_into.is_not(None))
    .cte("led", recursive=True)
)
_LED = _LED.union_all(
    select(_LED.c.merged_id, _NEXT.c.merged_into)
    .join(_NEXT, _NEXT.c.veteran_id == _LED.c.goes_on)
    .where(_NEXT.c.merged_into.is_not(None))
)
_LAST = VETERAN.alias("last_file")
SURVIVOR = (
    select(_LED.c.merged_id, _LED.c.goes_on)
    .join(_LAST, _LAST.c.veteran_id == _LED.c.goes_on)
    .where(_LAST.c.merged_into.is_(None))
    .subquery("survivor")
)
"""Of each merged file the one that goes on; all others are not in it."""


def goes_on(file: ColumnElement[Any]) -> ColumnElement[Any]:
    """The file that goes on, where `SURVIVOR` is outer-joined on `file`."""
    return func.coalesce(SURVIVOR.c.goes_on, file)


def merged_into(file: UUID) -> Select[tuple[UUID]]:
    """The files that lead to this one, which may lead to another itself."""
    return select(_LED.c.merged_id).where(_LED.c.goes_on == file)


def files_of(file: UUID) -> CompoundSelect[tuple[UUID]]:
    """All files of the person whose one this is: that which goes on, and those that lead to it."""
    this = literal(file, Uuid())
    after = select(SURVIVOR.c.goes_on).where(SURVIVOR.c.merged_id == this).scalar_subquery()
    last = func.coalesce(after, this)
    return select(last.label("file")).union(select(_LED.c.merged_id).where(_LED.c.goes_on == last))


def holders(category: str, states: Collection[str]) -> Select[Any]:
    """The files of whoever holds this category, or claims it, in one of these states of its own."""
    held = CATEGORY_HOLDING.c
    return (
        select(goes_on(held.holder_id))
        .select_from(CATEGORY_HOLDING)
        .outerjoin(SURVIVOR, SURVIVOR.c.merged_id == held.holder_id)
        .where(held.category_code == category, held.state.in_(states))
    )
