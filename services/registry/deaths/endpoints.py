"""Deaths."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.deaths.commands import record_death, revoke_death_record
from services.registry.deaths.letters import letter_of_revoked_death
from services.registry.deaths.queries import list_deaths
from services.registry.deaths.schemas import DeathForm, DeathView, RevocationForm
from services.registry.veterans.schemas.views import FileVersionView
from shared.http.problems import problems
from shared.http.router import Router
from shared.letters.answering import letter_route

router = Router(tags=["deaths"])


@router.post("/veterans/{veteran_id}/death", status_code=201, responses=problems(401, 403, 404, 409, 410))
async def post_death(
    veteran_id: UUID, form: DeathForm, work: asked.DeathRecorder, registrar: asked.Registration
) -> FileVersionView:
    """Record a death, on a document · 登记死亡

    Today's or an earlier one. Figures no longer count the person from the day of death on.
    """
    recorded = await record_death(
        work, veteran_id, form.reported(), keyring=registrar.keyring, version=form.version
    )  # fmt: skip
    return FileVersionView(version=recorded.version)


@router.post("/veterans/{veteran_id}/death/revocation", responses=problems(401, 403, 404, 409))
async def post_death_revocation(
    veteran_id: UUID, form: RevocationForm, work: asked.DeathRevoker, registrar: asked.Registration
) -> FileVersionView:
    """Revoke the record of a death that was wrong · 撤销死亡登记

    The record is kept; figures count the person again, as if he had never been taken for dead. Where his unit has
    closed meanwhile, the next one above it that works answers for him from that day on.
    """
    version = await revoke_death_record(
        work,
        veteran_id,
        reason=form.reason,
        document=form.document,
        keyring=registrar.keyring,
        version=form.version,
    )
    return FileVersionView(version=version)


@router.get("/veterans/{veteran_id}/deaths", responses=problems(401, 403, 404))
async def list_death_records(veteran_id: UUID, reading: asked.FileReading) -> list[DeathView]:
    """The records of a person's death, the last first; those revoked are among them · 死亡登记记录"""
    return [DeathView.of(row) for row in await list_deaths(reading, veteran_id)]


letter_route(
    router,
    "/veterans/{veteran_id}/deaths/{death_id}/letter",
    letter_of_revoked_death,
    "What somebody is handed who was taken for dead, as PDF · 打印撤销死亡登记告知书",
)
