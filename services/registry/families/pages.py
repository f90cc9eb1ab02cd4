"""A veteran's family in a browser: who is recorded, and what is done with it."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.families.commands import correct_relation, end_relation, record_relation, revoke_relation
from services.registry.families.parameters import ENDS, FAMILY, RELATIONS, REVOCATIONS
from services.registry.families.queries.relations import Kin, get_kin, list_family, list_said
from services.registry.families.schemas import ClaimPaper, EndPaper, KinView, RelativeForm, RevocationPaper, SaidView
from services.registry.veterans.queries.files import get_place
from shared.events.registry import FamilyRelationRecorded
from shared.http.dependencies import Reading
from shared.language import Named
from shared.privacy.keyring import Keyring
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


@router.get(_ONE + "/correction")
async def show_correction(
    relation_id: UUID, reading: asked.FamilyKeeping, registrar: asked.Registration, view: Viewing
) -> Response:
    """The form that says how a relation has been all along."""
    kin = await get_kin(reading, relation_id, registrar.keyring)
    form = Form({**_claimed(kin), "document": ""}, kin.relation.version)
    return view.show("relation-correction.html", form=form, kin=KinView.of(kin), **WORDS)


@router.post(_ONE + "/correction")
async def correct(
    relation_id: UUID,
    *,
    reading: asked.FamilyKeeping,
    work: asked.FamilyKeeper,
    registrar: asked.Registration,
    sent: Sent[ClaimPaper],
) -> Response:
    """Correct it."""
    kin = await get_kin(reading, relation_id, registrar.keyring)
    stands = partial(_standing, reading, relation_id, registrar.keyring)
    async with sent.answering("relation-correction.html", stands=stands, kin=KinView.of(kin), **WORDS):
        said = sent.value
        await correct_relation(
            sent.keyed(work),
            relation_id,
            said.claim(),
            document=said.document,
            keyring=registrar.keyring,
            version=sent.version,
        )
    return sent.done(_family(kin.relation.veteran_id))


@router.get(_ONE + "/end")
async def show_end(
    relation_id: UUID, reading: asked.FamilyKeeping, registrar: asked.Registration, view: Viewing
) -> Response:
    """The form that ends a relation."""
    kin = await get_kin(reading, relation_id, registrar.keyring)
    return view.show("relation-end.html", form=Form(version=kin.relation.version), kin=KinView.of(kin), **WORDS)


@router.post(_ONE + "/end")
async def end(
    relation_id: UUID,
    *,
    reading: asked.FamilyKeeping,
    work: asked.FamilyKeeper,
    registrar: asked.Registration,
    sent: Sent[EndPaper],
) -> Response:
    """End it."""
    kin = await get_kin(reading, relation_id, registrar.keyring)
    stands = partial(_standing, reading, relation_id, registrar.keyring)
    async with sent.answering("relation-end.html", stands=stands, kin=KinView.of(kin), **WORDS):
        said = sent.value
        await end_relation(
            sent.keyed(work),
            relation_id,
            ended_on=said.ended_on,
            reason=said.reason,
            document=said.document,
            keyring=registrar.keyring,
            version=sent.version,
        )
    return sent.done(_family(kin.relation.veteran_id))


@router.get(_ONE + "/revocation")
async def show_revocation(
    relation_id: UUID, reading: asked.FamilyKeeping, registrar: asked.Registration, view: Viewing
) -> Response:
    """The form that revokes a record."""
    kin = await get_kin(reading, relation_id, registrar.keyring)
    return view.show("relation-revocation.html", form=Form(version=kin.relation.version), kin=KinView.of(kin), **WORDS)


@router.post(_ONE + "/revocation")
async def revoke(
    relation_id: UUID,
    *,
    reading: asked.FamilyKeeping,
    work: asked.FamilyKeeper,
    registrar: asked.Registration,
    sent: Sent[RevocationPaper],
) -> Response:
    """Revoke it."""
    kin = await get_kin(reading, relation_id, registrar.keyring)
    stands = partial(_standing, reading, relation_id, registrar.keyring)
    async with sent.answering("relation-revocation.html", stands=stands, kin=KinView.of(kin), **WORDS):
        said = sent.value
        await revoke_relation(
            sent.keyed(work), relation_id, reason=said.reason, document=said.document, version=sent.version
        )
    return sent.done(_family(kin.relation.veteran_id))


def _family(veteran_id: UUID) -> str:
    return f"/registry/persons/{veteran_id}/family"


def _claimed(kin: Kin) -> dict[str, Any]:
    return {"relation": kin.relation.relation, "since": kin.relation.since, "ended_on": kin.relation.ended_on}


async def _standing(reading: Reading, relation_id: UUID, keyring: Keyring) -> Standing:
    kin = await get_kin(reading, relation_id, keyring)
    subject = f"veteran {kin.relation.veteran_id}"
    at, by = await last_change(reading.connection, FamilyRelationRecorded, relation_id, subject)
    state = REVOKED if kin.relation.is_revoked else ENDED if kin.relation.ended_on else HOLDS
    return Standing(kin.relation.version, _claimed(kin), at, by, state)
