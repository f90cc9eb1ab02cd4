"""Moves of domiciles and residences."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.relocations.commands import record_relocation, revoke_relocation
from services.registry.relocations.letters import letter_of_relocation
from services.registry.relocations.parameters import Kind
from services.registry.relocations.queries import list_relocations
from services.registry.relocations.schemas import RelocationForm, RelocationView, RevocationForm
from services.registry.veterans.schemas.views import FileVersionView
from shared.http.problems import problems
from shared.http.router import Router
from shared.letters.answering import letter_route

router = Router(tags=["relocations"])


@router.post("/veterans/{veteran_id}/relocations", status_code=201, responses=problems(401, 403, 404, 409, 410))
async def post_relocation(
    veteran_id: UUID, form: RelocationForm, work: asked.Relocating, registrar: asked.Registration
) -> FileVersionView:
    """Record that a domicile or a residence has moved, on a document · 登记迁移

    With the domicile goes who is responsible, and figures count the person there from that day on. A residence moves no
    figure: the unit there sees and serves the person, the domicile keeps him.
    """
    recorded = await record_relocation(work, veteran_id, form.reported(), registrar=registrar, version=form.version)
    return FileVersionView(version=recorded.version)


@router.post("/veterans/{veteran_id}/relocations/revocation", responses=problems(401, 403, 404, 409, 410))
async def post_relocation_revocation(
    veteran_id: UUID, form: RevocationForm, work: asked.RelocationRevoker, registrar: asked.Registration
) -> FileVersionView:
    """Revoke the record of the last move of a kind · 撤销最近一次迁移登记

    What was so before it is so again from its day on; the record is kept.
    """
    version = await revoke_relocation(
        work,
        veteran_id,
        Kind(form.kind),
        reason=form.reason,
        document=form.document,
        keyring=registrar.keyring,
        version=form.version,
    )
    return FileVersionView(version=version)


@router.get("/veterans/{veteran_id}/relocations", responses=problems(401, 403, 404))
async def list_relocation_records(veteran_id: UUID, reading: asked.FileReading) -> list[RelocationView]:
    """A person's moves, the last first; those revoked are among them · 迁移登记记录"""
    return [RelocationView.of(row) for row in await list_relocations(reading, veteran_id)]


letter_route(
    router,
    "/veterans/{veteran_id}/relocations/{relocation_id}/letter",
    letter_of_relocation,
    "What somebody is handed who has moved, as PDF · 打印迁移登记告知书",
)
