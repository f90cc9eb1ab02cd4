"""A veteran's family in a browser: who is recorded, and what is done with it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.families.commands import correct_relation, end_relation, record_relation, revoke_relation
from services.registry.families.parameters import ENDS, FAMILY, RELATIONS, REVOCATIONS
from services.registry.families.queries.relations import Kin, get_kin, list_family, list_said
from services.registry.families.schemas import ClaimPaper, EndPaper, KinView, RelativeForm, RevocationPaper, SaidView
from services.registry.veterans.pages.deciding import Decided, Matter, deciding
from services.registry.veterans.queries.files import get_place
from shared.events.registry import FamilyRelationRecorded
from shared.language import Named
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing, last_change

router = page_router()

_OF = "/registry/persons/{veteran_id}/family"
_ONE = "/registry/family-relations/{relation_id}"
WORDS: Mapping[str, Any] = {
    "relations": RELATIONS,
    "reasons": {**ENDS, **REVOCATIONS},
    "family_words": [RELATIONS[each] for each in RELATIONS if each in FAMILY],
    "end_words": list(ENDS.values()),
    "revocation_words": list(REVOCATIONS.values()),
}
ENDED, REVOKED, HOLDS = (
    Named("ended", "已终止", "ended"),
    Named("revoked", "登记已撤销", "revoked"),
    Named("holds", "存续", "holds"),
)


@router.get(_OF)
async def show_family(
    veteran_id: UUID, reading: asked.FileReading, registrar: asked.Registration, view: Viewing
) -> Response:
    """Who is of the family, and what was said of it before."""
    family = [KinView.of(kin) for kin in await list_family(reading, veteran_id, registrar.keyring)]
    said = [SaidView.of(each) for each in await list_said(reading, veteran_id)]
    return view.show("family.html", veteran_id=veteran_id, family=family, said_before=said, **WORDS)


@router.get(_OF + "/new")
async def show_new(veteran_id: UUID, reading: asked.FamilyKeeping, view: Viewing) -> Response:
    """The form that records a relative."""
    await get_place(reading.connection, veteran_id, reading.caller)
    return view.show("relation-form.html", form=Form(), veteran_id=veteran_id, **WORDS)


@router.post(_OF + "/new")
async def record(
    veteran_id: UUID,
    *,
    work: asked.FamilyKeeper,
    registrar: asked.Registration,
    settings: asked.Configuration,
    sent: Sent[RelativeForm],
) -> Response:
    """Record one."""
    async with sent.answering("relation-form.html", veteran_id=veteran_id, **WORDS):
        await record_relation(
            sent.keyed(work),
            veteran_id,
            sent.value.relative(),
            registrar=registrar,
            most_an_hour=settings.searches_an_hour,
        )
    return sent.done(_family(veteran_id))


async def _named(matter: Matter) -> Mapping[str, Any]:
    return {"each": KinView.of(await _kin(matter)), **WORDS}


async def _claimed(matter: Matter) -> Mapping[str, Any]:
    kin = await _kin(matter)
    return {"each": KinView.of(kin), "claimed": _said(kin), **WORDS}


async def _stands(matter: Matter) -> Standing:
    kin = await _kin(matter)
    subject = f"veteran {kin.relation.veteran_id}"
    at, by = await last_change(matter.reading.connection, FamilyRelationRecorded, matter.about, subject)
    state = REVOKED if kin.relation.is_revoked else ENDED if kin.relation.ended_on else HOLDS
    return Standing(kin.relation.version, _said(kin), at, by, state)


@deciding(
    router,
    _ONE + "/correction",
    "families.keep",
    ClaimPaper,
    "relation-correction.html",
    shown=_claimed,
    stands=_stands,
)
async def correct(decided: Decided[ClaimPaper]) -> str:
    """Say how a relation has been all along."""
    said, keyring = decided.said, decided.known.registrar.keyring
    facts: Mapping[str, Any] = {"document": said.document, "version": decided.version}
    await correct_relation(decided.work, decided.about, said.claim(), keyring=keyring, **facts)
    return _family(decided.shown["each"].veteran_id)


@deciding(router, _ONE + "/end", "families.keep", EndPaper, "relation-end.html", shown=_named, stands=_stands)
async def end(decided: Decided[EndPaper]) -> str:
    """End it."""
    said = decided.said
    await end_relation(
        decided.work,
        decided.about,
        ended_on=said.ended_on,
        reason=said.reason,
        document=said.document,
        keyring=decided.known.registrar.keyring,
        version=decided.version,
    )
    return _family(decided.shown["each"].veteran_id)


@deciding(
    router,
    _ONE + "/revocation",
    "families.keep",
    RevocationPaper,
    "relation-revocation.html",
    shown=_named,
    stands=_stands,
)
async def revoke(decided: Decided[RevocationPaper]) -> str:
    """Revoke the record."""
    said, forgets = decided.said, await asked.get_forgets(decided.view.request)
    facts: Mapping[str, Any] = {"reason": said.reason, "document": said.document, "version": decided.version}
    await revoke_relation(decided.work, decided.about, forgets=forgets, **facts)
    return _family(decided.shown["each"].veteran_id)


async def _kin(matter: Matter) -> Kin:
    return await get_kin(matter.reading, matter.about, matter.known.registrar.keyring)


def _family(veteran_id: UUID) -> str:
    return f"/registry/persons/{veteran_id}/family"


def _said(kin: Kin) -> Mapping[str, Any]:
    """By the names of the form."""
    return {"relation": kin.relation.relation, "since": kin.relation.since, "ended_on": kin.relation.ended_on}
