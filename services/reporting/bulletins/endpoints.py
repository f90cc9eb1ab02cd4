"""Ten-day bulletins over HTTP."""

from uuid import UUID

from services.reporting.bulletins.commands import draft_bulletin, edit_bulletin, issue_bulletin, recount_bulletin
from services.reporting.bulletins.letters import letter_of_bulletin
from services.reporting.bulletins.queries import count_again, count_period, fetch_bulletins, get_bulletin
from services.reporting.bulletins.schemas.exported import BULLETINS, NUMBERS
from services.reporting.bulletins.schemas.views import (
    BulletinStandsView,
    BulletinView,
    DraftForm,
    TextForm,
    VersionForm,
    WholeBulletinView,
)
from services.reporting.dependencies import BulletinIssuer, BulletinReading, BulletinWriter
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.letters.answering import document_route, letter_route

router = Router(prefix="/bulletins", tags=["ten-day bulletins"], responses=problems(401, 403, 404))
_ONE = "/{bulletin_id:uuid}"

export_route(router, "/exports", BULLETINS)
export_route(router, "/numbers/exports", NUMBERS)


@router.get("")
async def list_bulletins(reading: BulletinReading, cursor: Cursor = None, limit: Limit = 50) -> Page[BulletinView]:
    """Issued ones, and drafts for the centre, the last period first · 旬通报列表"""
    return await fetch_bulletins(reading, cursor, limit, view=BulletinView.of_row)


@router.post("", status_code=201, responses=problems(409))
async def post_bulletin(form: DraftForm, work: BulletinWriter) -> BulletinStandsView:
    """Draft the bulletin of a ten-day period that is over, from figures frozen as of its end · 起草旬通报"""
    count = await count_period(work.engine, form.day, work.now)
    return BulletinStandsView.of(await draft_bulletin(work, form.day, count))


@router.get(_ONE)
async def get_one_bulletin(bulletin_id: UUID, reading: BulletinReading) -> WholeBulletinView:
    """One with all that is counted into it · 旬通报内容"""
    return WholeBulletinView.of(await get_bulletin(reading, bulletin_id))


@router.post(_ONE + "/text", responses=problems(409))
async def post_bulletin_text(bulletin_id: UUID, form: TextForm, work: BulletinWriter) -> BulletinStandsView:
    """Say something else in a draft · 修改旬通报文字"""
    return BulletinStandsView.of(await edit_bulletin(work, bulletin_id, text=form.text, version=form.version))


@router.post(_ONE + "/count", responses=problems(409))
async def post_bulletin_count(bulletin_id: UUID, form: VersionForm, work: BulletinWriter) -> BulletinStandsView:
    """Count a draft again, from figures frozen anew · 重新统计旬通报"""
    count = await count_again(work.engine, bulletin_id, work.now)
    return BulletinStandsView.of(await recount_bulletin(work, bulletin_id, count, version=form.version))


@router.post(_ONE + "/issue", responses=problems(409))
async def post_bulletin_issue(bulletin_id: UUID, form: VersionForm, work: BulletinIssuer) -> BulletinStandsView:
    """Issue what somebody else drafted; it never changes after that · 印发旬通报

    Refused while a hard rule between the figures does not hold; the fields of the problem name the rules.
    """
    return BulletinStandsView.of(await issue_bulletin(work, bulletin_id, version=form.version))


letter_route(router, _ONE + "/letter", letter_of_bulletin, "The bulletin, as PDF · 打印旬通报")
document_route(router, _ONE + "/document", letter_of_bulletin, "The bulletin, as DOCX · 旬通报（DOCX）")
