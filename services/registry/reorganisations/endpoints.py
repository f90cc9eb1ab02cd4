"""Units that are moved, over HTTP."""

from fastapi import APIRouter

from services.registry import dependencies as asked
from services.registry.network.schemas import OrgCode, OrgUnitView
from services.registry.reorganisations.commands import move_org_unit, revoke_org_unit_move
from services.registry.reorganisations.schemas import MoveForm, MoveRevocationForm
from shared.http.problems import problems

router = APIRouter(tags=["service network"])


@router.post("/org-units/{org_code}/moves", responses=problems(401, 403, 404, 409))
async def post_unit_move(org_code: OrgCode, form: MoveForm, work: asked.Organiser) -> OrgUnitView:
    """Put a unit, with all below it, under another one · 服务机构隶属调整

    Its code stays. Figures are carried over on that day; what had happened by then stays with the unit it left.
    """
    moved = await move_org_unit(
        work,
        org_code,
        parent_code=form.parent_code,
        moved_on=form.moved_on,
        document=form.document,
        version=form.version,
    )
    return OrgUnitView.of(moved)


@router.post("/org-units/{org_code}/moves/revocation", responses=problems(401, 403, 404, 409))
async def post_unit_move_revocation(org_code: OrgCode, form: MoveRevocationForm, work: asked.Organiser) -> OrgUnitView:
    """Take back the last move, which was recorded wrongly · 撤回服务机构隶属调整"""
    back = await revoke_org_unit_move(work, org_code, document=form.document, version=form.version)
    return OrgUnitView.of(back)
