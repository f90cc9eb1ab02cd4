"""Reading forms of papers, and how papers in editions stand."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Row, Table, and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.paper_forms.domain.forms import PaperForm, PaperFormNotFound
from services.reporting.paper_forms.parameters import KINDS, Wording
from services.reporting.paper_forms.tables import PAPER_FORM
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

_FORM = PAPER_FORM.c


def in_state(papers: Table) -> Mapping[str, ColumnElement[bool]]:
    """By state, which of the papers stand so, as `InEditions` has it."""
    held = papers.c
    is_draft = held.edition > func.greatest(held.issued, held.withdrawn)
    return {
        "draft": is_draft,
        "issued": and_(~is_draft, held.issued > 0),
        "withdrawn": and_(~is_draft, held.issued == 0),
    }


def standing(papers: Table) -> ColumnElement[int]:
    """The edition of each that is read and printed."""
    return case((in_state(papers)["issued"], papers.c.issued), else_=papers.c.edition)


async def get_form_on(connection: AsyncConnection, kind: str, day: date) -> PaperForm:
    """How a paper of that day reads. What is loaded holds from a later day on, so this never changes for papers of days
    that are over."""
    found = select(PAPER_FORM).where(_FORM.kind == kind, _FORM.valid_from <= day)
    row = (await connection.execute(found.order_by(_FORM.valid_from.desc(), _FORM.number.desc()).limit(1))).first()
    return PaperForm.first(kind) if row is None else form_of(row)


async def get_last_form(connection: AsyncConnection, kind: str) -> PaperForm:
    """The last one that was loaded, whether it holds already or not."""
    found = select(PAPER_FORM).where(_FORM.kind == kind).order_by(_FORM.number.desc()).limit(1)
    row = (await connection.execute(found)).first()
    return PaperForm.first(kind) if row is None else form_of(row)


async def next_form_number(connection: AsyncConnection, kind: str) -> int:
    """Of forms of the kind."""
    return await _next(connection, _FORM.number, _FORM.kind == kind)


async def next_number(connection: AsyncConnection, papers: Table, year: int) -> int:
    """Of the papers of a year. Whoever asks holds their lock of numbers."""
    return await _next(connection, papers.c.number, papers.c.year == year)


async def fetch_forms(reading: Reading, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]) -> Page[T]:
    """All that were loaded, the last one first."""
    found = select(PAPER_FORM)
    return await fetch_page(
        reading.connection, found, by=[_FORM.form_id], cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def get_form_row(connection: AsyncConnection, form_id: UUID) -> Row[Any]:
    """With who loaded it. Raises `PaperFormNotFound`."""
    row = (await connection.execute(select(PAPER_FORM).where(_FORM.form_id == form_id))).one_or_none()
    if row is None:
        raise PaperFormNotFound
    return row


async def _next(connection: AsyncConnection, number: ColumnElement[int], among: ColumnElement[bool]) -> int:
    return (await connection.scalar(select(func.max(number)).where(among)) or 0) + 1


def form_of(row: Row[Any]) -> PaperForm:
    """From the columns of its table."""
    return PaperForm(KINDS[row.kind], msgspec.convert(row.wording, Wording), row.form_id, row.valid_from)
