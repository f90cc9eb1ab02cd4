"""Merges in a browser: proposed from the page of a pair, confirmed from the list."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.duplicates.queries import get_suspicion
from services.registry.merges.commands import (
    confirm_merge,
    propose_merge,
    propose_unmerge,
    refuse_merge,
    withdraw_merge,
)
from services.registry.merges.parameters import ALL_REASONS, KINDS, OUTCOMES, REASONS, Kind
from services.registry.merges.queries import PROPOSED, proposed_of
from services.registry.merges.schemas import (
    MERGES,
    ConfirmationForm,
    DecisionForm,
    MergePaper,
    MergeProposalView,
    UnmergeForm,
)
from services.registry.veterans.pages.deciding import REFUSAL, WITHDRAWAL, Decided, Matter, deciding
from shared.approval.listed import WantedProposals
from shared.approval.proposal import IS_OPEN, WHOSE
from shared.export.answering import export_pages
from shared.http.pages import Cursor, Limit
from shared.language import Named
from shared.web.filters import FilterId
from shared.web.page import Viewing, page_router

router = page_router()

LIST = "/registry/merges"
ONE = LIST + "/{proposal_id}"
PAIR = "/registry/duplicates/{suspicion_id}"
WORDS: Mapping[str, Any] = {
    "kind_words": KINDS,
    "reason_words": ALL_REASONS,
    "outcomes": OUTCOMES,
    "states": IS_OPEN,
    "whose": WHOSE,
}


@router.get(LIST)
async def list_of_merges(
    reading: asked.DuplicateReading,
    view: Viewing,
    *,
    suspicion_id: UUID | None = None,
    person_id: FilterId = None,
    is_open: bool | None = None,
    mine: bool = False,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Merges and their undoing, the last proposed first: all, of one pair, or of one file."""
    wanted = WantedProposals(suspicion_id, is_open, mine)
    page = await proposed_of(person_id).fetch(reading, wanted, cursor, limit, view=MergeProposalView.of)
    return view.show("merges.html", page=page, cursor=cursor, wanted=wanted, person_id=person_id, **WORDS)


export_pages(router, LIST, MERGES)


async def _pair(kind: Kind, matter: Matter) -> Mapping[str, Any]:
    row = await get_suspicion(matter.reading.connection, matter.about)
    files = [row.person_id, row.other_person_id]
    return {
        "suspicion_id": matter.about,
        "files": _choices(*files),
        "persons": files,
        "reasons": list(REASONS[kind].values()),
    }


@deciding(
    router,
    PAIR + "/merge",
    "duplicates.propose-merge",
    MergePaper,
    "merge-form.html",
    shown=partial(_pair, Kind.MERGE),
)
async def propose(decided: Decided[MergePaper]) -> str:
    """Propose to merge them: which of the two goes on, and why."""
    await propose_merge(decided.work, decided.about, decided.said.surviving_id, decided.said.ground())
    return f"{LIST}?suspicion_id={decided.about}"


@deciding(
    router,
    PAIR + "/unmerge",
    "duplicates.propose-merge",
    UnmergeForm,
    "unmerge-form.html",
    shown=partial(_pair, Kind.UNMERGE),
)
async def propose_undoing(decided: Decided[UnmergeForm]) -> str:
    """Propose to undo it, and say why the merge was wrong."""
    await propose_unmerge(decided.work, decided.about, decided.said.ground())
    return f"{LIST}?suspicion_id={decided.about}"


async def _named(matter: Matter) -> Mapping[str, Any]:
    each = MergeProposalView.of(await PROPOSED.get(matter.reading.connection, matter.about, matter.reading.caller))
    pair = sorted((each.surviving_id, each.merged_id))
    return {"each": each, "files": _choices(*pair), "persons": pair, **WORDS}


@deciding(
    router,
    ONE + "/confirmation",
    "duplicates.confirm-merge",
    ConfirmationForm,
    "merge-confirmation.html",
    shown=_named,
)
async def confirm(decided: Decided[ConfirmationForm]) -> str:
    """Confirm it: a second person says which file goes on."""
    chosen, keyring = decided.said.surviving_id, decided.known.registrar.keyring
    await confirm_merge(decided.work, decided.about, surviving_id=chosen, keyring=keyring)
    return f"/registry/duplicates/{decided.shown['each'].suspicion_id}"


@deciding(
    router, ONE + "/refusal", "duplicates.confirm-merge", DecisionForm, "merge-end.html", shown=_named, end=REFUSAL
)
async def refuse(decided: Decided[DecisionForm]) -> str:
    """Refuse it, and say why."""
    await refuse_merge(decided.work, decided.about, note=decided.said.reason)
    return LIST


@deciding(
    router,
    ONE + "/withdrawal",
    "duplicates.propose-merge",
    DecisionForm,
    "merge-end.html",
    shown=_named,
    end=WITHDRAWAL,
)
async def withdraw(decided: Decided[DecisionForm]) -> str:
    """Take one's own back, and say why."""
    await withdraw_merge(decided.work, decided.about, note=decided.said.reason)
    return LIST


def _choices(first: UUID, second: UUID) -> list[Named]:
    """In the order of the page of the pair; which is proposed to go on is not told."""
    words = (("档案", "file"), ("另一份档案", "other file"))
    return [
        Named(str(each), f"{zh} {str(each)[-8:]}", f"{en} {str(each)[-8:]}")
        for each, (zh, en) in zip((first, second), words, strict=True)
    ]
