"""A refusal as a page: what was refused, what to do next, and what to tell the administrator."""

from collections.abc import Mapping

from fastapi import Request
from starlette.responses import Response

from shared import trace
from shared.auth.caller import OutOfScope
from shared.http.refusals import NotAllowed
from shared.language import Text
from shared.refusal import (
    Conflict,
    Defect,
    Forbidden,
    Invalid,
    NotFound,
    NotYet,
    Refusal,
    StorageFull,
    TooLarge,
    Unauthenticated,
    Unavailable,
)
from shared.web.crosssite import CrossSite
from shared.web.page import View

ROOM = "shared.web"
_ASK = Text("如确需办理，请向本单位管理员申请授权。", "If your work needs it, ask your administrator for a grant.")
# By kind of refusal: what its reader may do now.
NEXT: Mapping[type[Refusal], Text] = {
    Unauthenticated: Text("请重新登录后再试。", "Sign in again, then try once more."),
    NotAllowed: _ASK,
    OutOfScope: _ASK,
    CrossSite: Text("请从本系统的菜单重新进入后办理。", "Go there from the menu of this system and do it again."),
    NotFound: Text("请核对地址，或从菜单重新进入。", "Check the address, or go there again from the menu."),
    Conflict: Text("请刷新页面，按最新情况办理。", "Reload the page and go on from how things stand now."),
    Invalid: Text("请返回上一页修改后重新提交。", "Go back, correct it and send it again."),
    TooLarge: Text("请拆分后分次提交。", "Divide it and send the parts one by one."),
    Unavailable: Text("请稍后刷新页面重试。", "Wait a moment and reload the page."),
    StorageFull: Text("请联系系统管理员。", "Tell your administrator."),
    Defect: Text("请将关联编号告知系统管理员。", "Tell your administrator the correlation id."),
}
# What the parameters of lists are called: they stand in the address, and no form names them.
ASKED_FOR: Mapping[str, Text] = {
    "account": Text("账号编号", "account id"),
    "account_id": Text("账号编号", "account id"),
    "as_of": Text("截止日", "as of"),
    "ended_by": Text("办结不晚于", "ended by"),
    "kind": Text("类别", "kind"),
    "on": Text("日期", "day"),
    "role": Text("角色", "role"),
    "since": Text("自", "from"),
    "state": Text("状态", "state"),
    "unit": Text("机构代码", "code of the unit"),
    "until": Text("至（不含）", "before"),
}
# A part that is not there yet asks again so often, every two seconds: not for as long as a page stays open.
TRIES = "tries"
MOST_TRIES = 15
OTHERWISE = Text("请返回上一页。", "Go back to the page before.")


def next_step(refusal: Refusal) -> Text:
    """What to do about it."""
    return next((NEXT[kind] for kind in type(refusal).__mro__ if kind in NEXT), OTHERWISE)


def problem_page(request: Request, refusal: Refusal, status: int, headers: Mapping[str, str]) -> Response:
    """A page; a note when htmx asked; where it asked for a part, nothing if its reader may not have it, and patience if
    it may still come."""
    view = View(request, ROOM)
    if view.is_part and request.method == "GET":
        if isinstance(refusal, NotYet) and (tries := _tries(request)) < MOST_TRIES:
            return view.show("not-yet.html", again=view.here(tries=str(tries + 1)))
        if isinstance(refusal, Forbidden | NotFound):
            headers = {**headers, "HX-Reswap": "delete"}
    return view.show(
        "problem.html",
        status,
        headers=headers,
        problem=refusal,
        sentence=refusal.sentence(view.language),
        next_step=next_step(refusal),
        asked_for=ASKED_FOR,
        correlation_id=trace.current().correlation_id,
    )


def _tries(request: Request) -> int:
    said = request.query_params.get(TRIES, "0")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 3 else MOST_TRIES
