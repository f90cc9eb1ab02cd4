"""Families over HTTP."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.families.commands import correct_relation, end_relation, record_relation, revoke_relation
from services.registry.families.queries.relations import list_family, list_said
from services.registry.families.schemas import (
    CorrectionForm,
    EndForm,
    FamilyView,
    KinView,
    RecordedView,
    RelativeForm,
    RevocationForm,
    SaidView,
    StandingView,
)
from shared.http.problems import problems
from shared.http.router import Router
from shared.http.validation import Day

router = Router(tags=["families"])

_OF = "/veterans/{veteran_id}/family"
_ONE = "/family-relations/{relation_id}"


@router.get(_OF, responses=problems(401, 403, 404))
async def get_family(
    veteran_id: UUID, reading: asked.FileReading, registrar: asked.Registration, on: Day | None = None
) -> FamilyView:
    """Who is of a veteran's family, or was; masked · 家庭成员（脱敏）

    `on` a day, when given; otherwise all that is recorded, what was revoked as well.
    """
    family = await list_family(reading, veteran_id, registrar.keyring, on=on)
    said = await list_said(reading, veteran_id)
    return FamilyView(relations=[KinView.of(kin) for kin in family], said_before=[SaidView.of(each) for each in said])


@router.post(_OF, status_code=201, responses=problems(401, 403, 404, 409, 410, 429))
async def post_relation(
    veteran_id: UUID,
    form: RelativeForm,
    work: asked.FamilyKeeper,
    registrar: asked.Registration,
    settings: asked.Configuration,
) -> RecordedView:
    """Record who is of a veteran's family · 登记家庭成员

    Parents or who fostered, spouse, children, brothers and sisters; others are refused.
    """
    recorded = await record_relation(
        work, veteran_id, form.relative(), registrar=registrar, most_an_hour=settings.searches_an_hour
    )
    return RecordedView(relation_id=recorded)


@router.post(_ONE + "/correction", responses=problems(401, 403, 404, 409, 410))
async def post_relation_correction(
    relation_id: UUID, form: CorrectionForm, work: asked.FamilyKeeper, registrar: asked.Registration
) -> StandingView:
    """Say how a relation has been all along, where that was recorded wrongly · 更正亲属关系"""
    version = await correct_relation(
        work,
        relation_id,
        form.claim(),
        document=form.document,
        keyring=registrar.keyring,
        version=form.version,
    )
    return StandingView(version=version)


@router.post(_ONE + "/end", responses=problems(401, 403, 404, 409, 410))
async def post_relation_end(
    relation_id: UUID, form: EndForm, work: asked.FamilyKeeper, registrar: asked.Registration
) -> StandingView:
    """End a relation, by divorce, say · 终止亲属关系"""
    version = await end_relation(
        work,
        relation_id,
        ended_on=form.ended_on,
        reason=form.reason,
        document=form.document,
        keyring=registrar.keyring,
        version=form.version,
    )
    return StandingView(version=version)


@router.post(_ONE + "/revocation", responses=problems(401, 403, 404, 409))
async def post_relation_revocation(
    relation_id: UUID, form: RevocationForm, work: asked.FamilyKeeper, forgets: asked.Forgetting
) -> StandingView:
    """Revoke what was recorded by mistake · 撤销亲属关系登记"""
    version = await revoke_relation(
        work, relation_id, reason=form.reason, document=form.document, forgets=forgets, version=form.version
    )
    return StandingView(version=version)
