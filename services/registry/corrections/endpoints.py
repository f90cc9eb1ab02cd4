"""Corrections of files."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.registry import dependencies as asked
from services.registry.corrections.commands import (
    correct_field,
    correct_party_identity,
    deciding,
    propose_companion_correction,
    propose_identity_correction,
)
from services.registry.corrections.letters import letter_of_identity_correction
from services.registry.corrections.queries.facts import list_known
from services.registry.corrections.queries.identities import PROPOSED
from services.registry.corrections.queries.made import WantedCorrections, fetch_corrections
from services.registry.corrections.schemas import (
    CORRECTIONS,
    IDENTITY_CORRECTIONS,
    ChangedView,
    ConfirmationForm,
    CorrectedField,
    CorrectionForm,
    CorrectionView,
    DecisionForm,
    IdentityCorrectionView,
    IdentityForm,
    IdentityPaper,
    KnownView,
    PartyIdentityForm,
    ProposedView,
)
from services.registry.network.schemas import OrgCode
from shared.approval.listed import WantedProposals
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.http.validation import Day, Instant
from shared.letters.answering import letter_route

router = Router(tags=["corrections"])


@router.post("/veterans/{veteran_id}/corrections/{field}", responses=problems(401, 403, 404, 409, 410))
async def post_correction(
    veteran_id: UUID, field: str, form: CorrectionForm, work: asked.Correcting, registrar: asked.Registration
) -> ChangedView:
    """Correct a field of a file, or record that it has changed · 更正或变更一项信息

    What the file said before is kept, with since when it held and since when that was known.
    """
    said = form.correction(field)
    return ChangedView(
        version=await correct_field(work, veteran_id, said, registrar=registrar, version=form.version)
    )  # fmt: skip


@router.get("/veterans/{veteran_id}/facts", responses=problems(401, 403, 404))
async def list_facts(
    veteran_id: UUID,
    reading: asked.FileReading,
    *,
    on: Annotated[Day | None, Query(description="what held on this day")] = None,
    known_at: Annotated[Instant | None, Query(description="as it was known then")] = None,
) -> list[KnownView]:
    """What the file has said otherwise than it did at its registration, the last said first · 档案变动记录

    All of it, or what held `on` a day, also as it was known at an instant. A field that nothing else was said of is
    left out. Values of personal and sensitive fields are not told.
    """
    return [KnownView.of(known) for known in await list_known(reading, veteran_id, on=on, known_at=known_at)]


@router.post(
    "/case-parties/{party_id}/identity-correction", status_code=204, responses=problems(401, 403, 404, 409, 410, 429)
)
async def post_party_identity(
    party_id: UUID,
    form: PartyIdentityForm,
    work: asked.CasePartyKeeper,
    *,
    registrar: asked.Registration,
    settings: asked.Configuration,
) -> None:
    """Correct name or number of who is known as a party to cases alone, in all of his cases · 更正当事人的姓名、号码

    Counts as a search by number.
    """
    most, version = settings.searches_an_hour, form.version
    await correct_party_identity(
        work, party_id, form.right(), document=form.document, registrar=registrar, most_an_hour=most, version=version
    )


@router.post(
    "/veterans/{veteran_id}/identity-corrections", status_code=201, responses=problems(401, 403, 404, 409, 410, 429)
)
async def post_identity_correction(
    veteran_id: UUID,
    form: IdentityForm,
    work: asked.IdentityProposer,
    *,
    registrar: asked.Registration,
    settings: asked.Configuration,
) -> ProposedView:
    """Propose a correction of identity number, name or stated date of birth, on evidence · 提出身份信息更正

    A second person confirms it with the document before him. Counts as a search by number.
    """
    return ProposedView(
        correction_id=await propose_identity_correction(
            work,
            veteran_id,
            form.wanted(),
            registrar=registrar,
            most_an_hour=settings.searches_an_hour,
            version=form.version,
        )
    )


@router.post(
    "/recipients/{person_id}/identity-corrections", status_code=201, responses=problems(401, 403, 404, 409, 410, 429)
)
async def post_recipient_identity_correction(
    person_id: UUID,
    form: IdentityForm,
    work: asked.IdentityProposer,
    *,
    registrar: asked.Registration,
    settings: asked.Configuration,
) -> ProposedView:
    """Propose the same of somebody without a veteran's file · 提出优抚对象身份信息更正"""
    return ProposedView(
        correction_id=await propose_identity_correction(
            work,
            person_id,
            form.wanted(),
            registrar=registrar,
            most_an_hour=settings.searches_an_hour,
            version=form.version,
        )
    )


@router.post(
    "/veterans/{veteran_id}/companions/{person_id}/identity-corrections",
    status_code=201,
    responses=problems(401, 403, 404, 409, 410, 429),
)
async def post_companion_correction(
    veteran_id: UUID,
    person_id: UUID,
    form: IdentityPaper,
    work: asked.IdentityProposer,
    *,
    registrar: asked.Registration,
    settings: asked.Configuration,
) -> ProposedView:
    """Propose the same of a veteran's relative or proxy · 提出家属、代办人身份信息更正

    Of somebody who has no file and no record of his own, by the veteran's file: number or name. Whoever has one is
    corrected there. Counts as a search by number.
    """
    return ProposedView(
        correction_id=await propose_companion_correction(
            work,
            veteran_id,
            person_id,
            form.wanted(),
            registrar=registrar,
            most_an_hour=settings.searches_an_hour,
        )
    )


export_route(router, "/corrections/exports", CORRECTIONS)


@router.get("/corrections", responses=problems(401, 403, 404))
async def list_corrections(
    reading: asked.FileReading,
    *,
    person_id: UUID | None = None,
    field: CorrectedField | None = None,
    unit: OrgCode | None = None,
    holds: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[CorrectionView]:
    """What was said anew of files within the caller's scope, the last said first · 档案更正、变更列表

    Of a person, of one field, at a unit and below it; what files say still, or no longer. Values of personal and
    sensitive fields are not told.
    """
    wanted = WantedCorrections(person_id, field, unit, holds)
    return await fetch_corrections(reading, wanted, cursor, limit, view=CorrectionView.of)


export_route(router, "/identity-corrections/exports", IDENTITY_CORRECTIONS)


@router.get("/identity-corrections", responses=problems(401, 403))
async def list_identity_corrections(
    reading: asked.FileReading,
    *,
    person_id: UUID | None = None,
    is_open: bool | None = None,
    mine: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[IdentityCorrectionView]:
    """Corrections of identities within the caller's scope, the last proposed first · 身份信息更正列表"""
    wanted = WantedProposals(person_id, is_open, mine)
    return await PROPOSED.fetch(reading, wanted, cursor, limit, view=IdentityCorrectionView.of)


@router.post(
    "/identity-corrections/{correction_id}/confirmation",
    status_code=204,
    responses=problems(401, 403, 404, 409, 410),
)
async def post_identity_confirmation(
    correction_id: UUID, form: ConfirmationForm, work: asked.IdentityConfirmer, registrar: asked.Registration
) -> None:
    """Confirm a correction that another proposed, with what the document says · 确认身份信息更正"""
    await deciding.confirm(work, correction_id, typed=form.value, registrar=registrar)


@router.post("/identity-corrections/{correction_id}/refusal", status_code=204, responses=problems(401, 403, 404, 409))
async def post_identity_refusal(correction_id: UUID, form: DecisionForm, work: asked.IdentityConfirmer) -> None:
    """Refuse it · 驳回身份信息更正"""
    await deciding.refuse(work, correction_id, reason=form.reason)


@router.post(
    "/identity-corrections/{correction_id}/withdrawal", status_code=204, responses=problems(401, 403, 404, 409)
)
async def post_identity_withdrawal(correction_id: UUID, form: DecisionForm, work: asked.IdentityProposer) -> None:
    """Take one's own proposal back · 撤回身份信息更正"""
    await deciding.withdraw(work, correction_id, reason=form.reason)


letter_route(
    router,
    "/identity-corrections/{correction_id}/letter",
    letter_of_identity_correction,
    "What somebody is handed whose identity was to be corrected, as PDF · 打印更正告知书",
)
