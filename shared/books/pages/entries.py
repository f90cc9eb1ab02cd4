"""Books in a browser: what books there are, and for each a list, an entry with what it said before, and its forms."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel
from sqlalchemy import Row
from starlette.responses import Response

from shared.approval.recusal import Recusal
from shared.books.asked import asking_on_a_page
from shared.books.contents import Books
from shared.books.pages.fields import claimed, correctable, fields_of
from shared.books.pages.many import many_pages
from shared.books.pages.persons import mean_a_file
from shared.books.queries import find_hidden, titles_of
from shared.books.recusal import AskingRecusal, nobody_is_recused
from shared.clock import local_date
from shared.command import Work
from shared.entries.commands import correct_entry, record_entry, revoke_entry, take_step, take_step_back
from shared.entries.domain import CORRECTED, RECORDED, REVOKED, STEPPED_BACK, EntryInvalid, Step, codes_in
from shared.entries.queries import WantedEntries, fetch_entries, get_entry, list_versions, state_now
from shared.entries.schemas import PERSON, Book, RevocationPaper
from shared.export.answering import export_pages
from shared.http.dependencies import Reading, commanding, reading
from shared.http.pages import Cursor, Limit
from shared.http.registry import AskingRegistry
from shared.http.validation import OrgCode
from shared.language import Named, Text
from shared.web.filters import FilterId
from shared.web.forms import Form
from shared.web.page import Viewing
from shared.web.sent import Received, Receiver
from shared.web.standing import Standing

EntryId = Annotated[UUID, Path(alias="entry_id")]
ACTS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named(RECORDED, "登记", "recorded"),
        Named(CORRECTED, "更正", "corrected"),
        Named(STEPPED_BACK, "退回上一步", "taken a step back"),
        REVOKED,
    )
}
CORRECTION, REVOCATION = Text("更正", "Correct"), Text("撤销", "Revoke")
STEP_BACK = Text("退回上一步", "Take the last step back")
STEPPING_BACK = "step-back"
LISTED = 7
"""So many columns stand in a list; all of them on the page of an entry, and in the file."""


@dataclass(frozen=True, slots=True)
class Act:
    """What is done about an entry: a correction, a revocation, a step. `paper` is what it is sent, `end` ends its
    address."""

    paper: type[BaseModel]
    called: Text
    end: str
    step: Step | None = None

    async def do(self, work: Work, book: Book, entry_id: UUID, said: Any, *, recusal: Recusal, version: int) -> None:
        """Run its command."""
        definition = book.definition
        if self.step is not None:
            taken = said.model_dump(include=set(self.step.takes))
            told: dict[str, Any] = {"on": said.on, "document": said.document, "said": taken}
            with _asked_as_the_day(self.step):
                await take_step(work, definition, entry_id, self.step.name, **told, recusal=recusal, version=version)
        elif self.end == "correction":
            facts, document = said.facts(), said.document
            await correct_entry(work, definition, entry_id, facts, document=document, recusal=recusal, version=version)
        else:
            ends = take_step_back if self.end == STEPPING_BACK else revoke_entry
            await ends(work, definition, entry_id, reason=said.reason, recusal=recusal, version=version)


@contextmanager
def _asked_as_the_day(step: Step) -> Iterator[None]:
    """What is wrong with the day of a step stands at the field that asks for it."""
    try:
        yield
    except EntryInvalid as wrong:
        faults = [replace(each, field="on") if each.field == step.day else each for each in wrong.fields]
        raise EntryInvalid(fields=faults) from wrong


def acts_of(book: Book) -> Sequence[Act]:
    """What can be done about its entries."""
    steps = [Act(book.paper(step), step.called, step.name, step) for step in book.definition.steps]
    back = [Act(RevocationPaper, STEP_BACK, STEPPING_BACK)] if steps else []
    correction = Act(book.correction_paper, CORRECTION, "correction")
    return [correction, Act(RevocationPaper, REVOCATION, "revocation"), *back, *steps]


def entry_pages(router: APIRouter, books: Books, book: Book, *, recusal: AskingRecusal = nobody_is_recused) -> None:
    """A list, an entry, and a form for each act; `recusal` asks on whom the caller decides nothing."""
    asks = Depends(recusal)
    definition, at = book.definition, f"{books.home}{book.at}"
    may_read, name = Depends(reading(book.read)), definition.name.replace("-", "_")
    wanting = Depends(asking_on_a_page(book))
    words = _words(books, book)

    async def list_entries(
        view: Viewing,
        reading: Reading = may_read,
        wanted: WantedEntries = wanting,
        *,
        cursor: Cursor = None,
        limit: Limit = 20,
    ) -> Response:
        page = await fetch_entries(reading, definition, wanted, cursor, limit, view=_as_it_is)
        shown = await _named(reading, books, book, page.items, under=wanted.under)
        return view.show("entries.html", page=page, cursor=cursor, wanted=wanted, listed=LISTED, **shown, **words)

    async def show_entry(entry_id: EntryId, view: Viewing, reading: Reading = may_read) -> Response:
        row = await get_entry(reading.connection, definition, entry_id, reading.caller)
        facts: Mapping[str, Any] = {
            "row": row,
            "entry_id": entry_id,
            "versions": await list_versions(reading.connection, definition, entry_id),
            "acts": {**book.states, **ACTS, **{step.name: step.called for step in definition.steps}},
            "below": books.under(book),
            "steps": [step for step in definition.steps if row.state in step.leaves],
        }
        return view.show("entry.html", **facts, **await _named(reading, books, book, [row]), **words)

    router.add_api_route(at, list_entries, name=f"list_{name}")
    export_pages(router, at, book.taken)
    _recording(router, books, book, asks)
    if book in books.with_workbooks:
        many_pages(router, books, book, at=at, words=words, asks=asks)
    router.add_api_route(f"{at}/{{entry_id}}", show_entry, name=f"show_{name}")
    for act in acts_of(book):
        _acting(router, books, book, act, asks)


def _words(books: Books, book: Book) -> Mapping[str, Any]:
    """What every page of a book knows."""
    over = books.over(book)
    shown: dict[str, Any] = {"service_at": books.home, "way": list(books.way), "over": over}
    shown |= {"evidence": books.evidence, "beside": books.beside}
    return {"book": book, "at": f"{books.home}{book.at}", "has_workbook": book in books.with_workbooks, **shown}


def _recording(router: APIRouter, books: Books, book: Book, asks: Any) -> None:
    """The form of a new entry."""
    at, words = f"{books.home}{book.at}", _words(books, book)
    may_see, may_do = Depends(reading(book.keep)), Depends(commanding(book.keep))
    receiving, name = Depends(Receiver(book.form)), book.definition.name.replace("-", "_")

    async def facts(reading: Reading) -> Mapping[str, Any]:
        fields = await fields_of(reading, books, book, book.form)
        return {"fields": fields, "act": Text("登记", "Record"), "back": at, "entry_id": None, "row": None, **words}

    async def show(
        view: Viewing,
        reading: Reading = may_see,
        unit: OrgCode | None = None,
        under: FilterId = None,
        person: FilterId = None,
    ) -> Response:
        claimed = {"org_code": unit or "", str(book.definition.parent): under or "", PERSON: person or ""}
        return view.show("entry-form.html", form=Form(claimed), **await facts(reading))

    async def send(
        registry: AskingRegistry,
        reading: Reading = may_see,
        work: Work = may_do,
        recusal: Recusal = asks,
        sent: Received[Any] = receiving,
    ) -> Response:
        async with sent.answering("entry-form.html", **await facts(reading)):
            await mean_a_file(sent, PERSON, registry, today=local_date(work.now))
            said = sent.value
            facts_said, document = said.facts(), said.document
            entry_id = await record_entry(
                sent.keyed(work), book.definition, facts_said, document=document, recusal=recusal
            )
        return sent.done(f"{at}/{entry_id}")

    router.add_api_route(f"{at}/new", show, name=f"show_new_{name}")
    router.add_api_route(f"{at}/new", send, methods=["POST"], name=f"record_{name}")


def _acting(router: APIRouter, books: Books, book: Book, act: Act, asks: Any) -> None:
    """The form of what is done about an entry."""
    definition, at, paper = book.definition, f"{books.home}{book.at}", act.paper
    words, may = _words(books, book), book.keeping(act.end)
    may_see, may_do = Depends(reading(may)), Depends(commanding(may))
    receiving = Depends(Receiver(paper))
    corrects = act.end == "correction"
    stays = {definition.whose.field, definition.parent} if corrects else set()

    async def facts(reading: Reading, row: Row[Any]) -> Mapping[str, Any]:
        fields = [field for field in await fields_of(reading, books, book, paper) if field.name not in stays]
        fields = await correctable(reading, fields, definition, row) if corrects else fields
        stay = {name: row._mapping[name] for name in paper.model_fields if name in stays}
        own = {"act": act.called, "back": f"{at}/{row.entry_id}", "entry_id": row.entry_id, "row": row}
        return {"fields": fields, "stay": stay, **own, **words}

    async def show(entry_id: EntryId, view: Viewing, reading: Reading = may_see) -> Response:
        row = await get_entry(reading.connection, definition, entry_id, reading.caller)
        form = Form(claimed(paper, row), row.version)
        return view.show("entry-form.html", form=form, **await facts(reading, row))

    async def send(
        entry_id: EntryId,
        reading: Reading = may_see,
        work: Work = may_do,
        recusal: Recusal = asks,
        sent: Received[Any] = receiving,
    ) -> Response:
        shown = await facts(reading, await get_entry(reading.connection, definition, entry_id, reading.caller))
        stands = partial(_standing, reading, book, paper, entry_id)
        async with sent.answering("entry-form.html", stands=stands, **shown):
            await act.do(sent.keyed(work), book, entry_id, sent.value, recusal=recusal, version=sent.version)
        return sent.done(f"{at}/{entry_id}")

    name = f"{definition.name}_{act.end}".replace("-", "_")
    router.add_api_route(f"{at}/{{entry_id}}/{act.end}", show, name=f"show_{name}")
    router.add_api_route(f"{at}/{{entry_id}}/{act.end}", send, methods=["POST"], name=f"send_{name}")


async def _standing(reading: Reading, book: Book, paper: type[BaseModel], entry_id: UUID) -> Standing:
    """How the entry stands now, by the names of the form."""
    row = await get_entry(reading.connection, book.definition, entry_id, reading.caller)
    [last, *_] = await list_versions(reading.connection, book.definition, entry_id)
    state = book.states[state_now(reading, book.definition, row)]
    return Standing(row.version, claimed(paper, row), last.changed_at, last.changed_by, state)


async def _named(
    reading: Reading, books: Books, book: Book, rows: Sequence[Row[Any]], *, under: UUID | None = None
) -> Mapping[str, Any]:
    """Names of the units that the rows name, and what their entries stand under, and of `under`; `hidden` is what of
    that the caller may not open: of a meeting whose decision he owes, he is told the day and the kind."""
    columns = ("org_code", *book.definition.units)
    codes = {code for row in rows for name in columns for code in codes_in(row._mapping[name])}
    over = books.over(book)
    above = {row._mapping[str(book.definition.parent)] for row in rows} if over else set()
    above |= {under} if over and under else set()
    titles = await titles_of(reading.connection, over.definition, over.sheet.columns[0].name, above) if over else {}
    hidden = await find_hidden(reading, over.definition, above) if over else {}
    units = await book.definition.whose.names_of_units(reading.connection, codes)
    by_text = {"titles": titles, "hidden": hidden}  # as versions have ids too
    shown = {"units": units, "state_of": partial(state_now, reading, book.definition)}
    return {**shown, **{name: {str(key): told for key, told in of.items()} for name, of in by_text.items()}}


def _as_it_is(row: Row[Any]) -> Row[Any]:
    return row
