"""Units that are moved, merged, split, to be closed, over HTTP."""

from dataclasses import replace
from uuid import UUID

from services.registry import dependencies as asked
from services.registry.grants.queries import count_grants_at
from services.registry.network.queries import get_unit
from services.registry.network.schemas import OrgCode, OrgUnitView
from services.registry.reorganisations.commands import (
    ask_org_unit_closing_again,
    begin_org_unit_closing,
    close_org_unit,
    merge_org_unit,
    move_holdings,
    move_org_unit,
    revoke_org_unit_closure,
    revoke_org_unit_move,
    split_org_unit,
    stop_holdings_move,
    take_holdings_back,
    withdraw_org_unit_closing,
)
from services.registry.reorganisations.queries import (
    count_holdings,
    get_closing,
    get_holdings_move,
    list_answers,
    list_holdings_moves,
    list_open,
    list_results,
)
from services.registry.reorganisations.schemas import (
    AskedView,
    ClosingForm,
    ClosingPaper,
    ClosingView,
    ClosureForm,
    HoldingsMoveForm,
    HoldingsMoveView,
    MadeMoveView,
    MergerForm,
    MoveForm,
    MoveRevocationForm,
    SplitPaper,
    UnitHoldingsView,
)
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["service network"])


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


@router.get("/org-units/{org_code}/closing", responses=problems(401, 403, 404, 409))
async def get_unit_closing(org_code: OrgCode, reading: asked.OverseerReading) -> ClosingView:
    """What is open at a unit that is to be closed, and who has cleared it · 查看撤销前核对情况"""
    unit = await get_unit(reading.connection, org_code)
    reading.caller.must_cover(unit.org_path)
    closing = await get_closing(reading.connection, org_code)
    found = await list_open(reading.connection, org_code)
    answers = await list_answers(reading.connection, closing)
    grants = await count_grants_at(reading.connection, unit.org_path, now=reading.now)
    return ClosingView.of(closing, found, answers, grants)


@router.post("/org-units/{org_code}/closing", responses=problems(401, 403, 404, 409))
async def post_unit_closing(org_code: OrgCode, form: ClosingForm, work: asked.Organiser) -> OrgUnitView:
    """Record that a unit is to be closed · 登记机构拟撤销

    It takes in nothing new from now on, and every service answers what is open there.
    """
    unit = await begin_org_unit_closing(work, org_code, document=form.document, version=form.version)
    return OrgUnitView.of(unit)


@router.post("/org-units/{org_code}/closing/question", responses=problems(401, 403, 404, 409))
async def post_closing_question(org_code: OrgCode, work: asked.Organiser) -> OrgUnitView:
    """Ask every service again what is open there · 重新询问各服务

    They answer by themselves whenever something changes.
    """
    return OrgUnitView.of(await ask_org_unit_closing_again(work, org_code))


@router.post("/org-units/{org_code}/closing/withdrawal", responses=problems(401, 403, 404, 409))
async def post_closing_withdrawal(org_code: OrgCode, form: ClosingPaper, work: asked.Organiser) -> OrgUnitView:
    """The unit is not closed after all, and takes in again · 撤回拟撤销

    So is a merger withdrawn before all has gone: what has gone stays where it went.
    """
    return OrgUnitView.of(await withdraw_org_unit_closing(work, org_code, document=form.document))


@router.post("/org-units/{org_code}/closure", responses=problems(401, 403, 404, 409))
async def post_closure(org_code: OrgCode, form: ClosureForm, work: asked.Organiser) -> OrgUnitView:
    """Close a unit at which nothing is open any more · 撤销服务机构

    Refused while it holds anything active, or a service has not cleared it, each of which is named. The Party
    organisation beside it is dissolved on the same day.
    """
    return OrgUnitView.of(await close_org_unit(work, org_code, closed_on=form.closed_on, version=form.version))


@router.post("/org-units/{org_code}/closure/revocation", responses=problems(401, 403, 404, 409))
async def post_closure_revocation(org_code: OrgCode, form: MoveRevocationForm, work: asked.Organiser) -> OrgUnitView:
    """Take back a closure, which was recorded wrongly · 撤回服务机构撤销

    By another person than who closed it. Its Party organisation and its checks come back with it; what had gone to
    another unit stays there. Where the day alone was wrong it is closed anew.
    """
    back = await revoke_org_unit_closure(work, org_code, document=form.document, version=form.version)
    return OrgUnitView.of(back)


@router.get("/org-units/{org_code}/holdings", responses=problems(401, 403, 404))
async def get_unit_holdings(org_code: OrgCode, reading: asked.OverseerReading) -> UnitHoldingsView:
    """How many of each kind a unit holds, and what went from it and to it · 查看机构在册内容"""
    unit = await get_unit(reading.connection, org_code)
    reading.caller.must_cover(unit.org_path)
    moves = [MadeMoveView.of(row) for row in await list_holdings_moves(reading.connection, org_code)]
    return UnitHoldingsView(counts=await count_holdings(reading.connection, org_code), moves=moves)


@router.post("/org-units/{org_code}/holdings/moves", status_code=202, responses=problems(401, 403, 404, 409))
async def post_holdings_move(org_code: OrgCode, form: HoldingsMoveForm, work: asked.Organiser) -> AskedView:
    """What a unit holds goes to another one, all of it or a part · 移交机构在册内容

    Each piece by the act of its own kind, in the background. A dry run says how many of each would go.
    """
    tried = replace(work, rehearsal=form.dry_run)
    put = await move_holdings(tried, org_code, form.handover())
    return AskedView(move_id=None if form.dry_run else put.move_id, counts=put.counts)


@router.get("/org-units/{org_code}/holdings/moves/{move_id}", responses=problems(401, 403, 404))
async def get_unit_holdings_move(org_code: OrgCode, move_id: UUID, reading: asked.OverseerReading) -> HoldingsMoveView:
    """How far a move is, and what did not go and why · 查看移交进度"""
    unit = await get_unit(reading.connection, org_code)
    reading.caller.must_cover(unit.org_path)
    move = await get_holdings_move(reading.connection, org_code, move_id)
    return HoldingsMoveView.of(move, await list_results(reading.connection, move_id))


@router.post("/org-units/{org_code}/holdings/moves/{move_id}/stop", responses=problems(401, 403, 404, 409))
async def post_holdings_stop(
    org_code: OrgCode, move_id: UUID, form: ClosingPaper, work: asked.Organiser
) -> UnitHoldingsView:
    """What has not gone yet stays · 停止移交"""
    await stop_holdings_move(work, org_code, move_id, document=form.document)
    async with work.engine.connect() as connection:
        return UnitHoldingsView(counts=await count_holdings(connection, org_code))


@router.post(
    "/org-units/{org_code}/holdings/moves/{move_id}/return", status_code=202, responses=problems(401, 403, 404, 409)
)
async def post_holdings_return(
    org_code: OrgCode, move_id: UUID, form: ClosingPaper, work: asked.Organiser
) -> AskedView:
    """All that went with it comes back, as if it had not gone · 整体撤回移交、合并、拆分

    By another person than who asked for it. Refused where something newer stands on it, each of which is named.
    """
    put = await take_holdings_back(work, org_code, move_id, document=form.document)
    return AskedView(move_id=put.move_id, counts=put.counts)


@router.post("/org-units/{org_code}/merger", status_code=202, responses=problems(401, 403, 404, 409))
async def post_merger(org_code: OrgCode, form: MergerForm, work: asked.Organiser) -> AskedView:
    """Merge a unit into another one, which takes over all that it holds · 合并服务机构

    It takes in nothing new, and is closed as of that day, or the one on which the last of it went, once all has gone
    and every service has cleared it.
    """
    put = await merge_org_unit(work, org_code, form.handover(), version=form.version)
    return AskedView(move_id=put.move_id, counts=put.counts)


@router.post("/org-units/{org_code}/split", status_code=202, responses=problems(401, 403, 404, 409))
async def post_split(org_code: OrgCode, form: SplitPaper, work: asked.Organiser) -> AskedView:
    """Establish a unit beside this one, which takes over a part of what it holds · 拆分服务机构"""
    async with work.engine.connect() as connection:
        beside = await get_unit(connection, org_code)
    put = await split_org_unit(work, org_code, form.proposal(beside), form.handover())
    return AskedView(move_id=put.move_id, counts=put.counts)
