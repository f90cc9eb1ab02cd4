"""Where one is signed in."""

from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.accounts.commands import sign_out_everywhere
from services.registry.sessions.commands import end_session
from services.registry.sessions.domain import EndCause
from services.registry.sessions.queries import fetch_own_sessions
from services.registry.sessions.schemas import SessionView
from shared.http.pages import Cursor, Limit
from shared.web.page import Viewing, page_router
from shared.web.sent import Pressed, Sent
from shared.web.session import forget_session

router = page_router()


@router.get("/me/sessions")
async def list_own_sessions(
    reading: asked.OwnGrantReading, view: Viewing, terms: asked.Terms, cursor: Cursor = None, limit: Limit = 20
) -> Response:
    """Where one is signed in."""
    page = await fetch_own_sessions(
        reading, terms, cursor, limit, view=lambda row: SessionView.of(row, asking=reading.caller.session_id)
    )
    return view.show("sessions.html", page=page, cursor=cursor)


@router.post("/me/sessions/{session_id}/end")
async def stop_own_session(session_id: UUID, work: asked.OwnAccountWork, sent: Sent[Pressed]) -> Response:
    """End one of them."""
    await end_session(sent.keyed(work), session_id, cause=EndCause.SIGNED_OUT, account_id=work.caller.account_id)
    return sent.done("/me/sessions")


@router.post("/me/sessions/end")
async def stop_own_sessions(view: Viewing, work: asked.OwnAccountWork, sent: Sent[Pressed]) -> Response:
    """End all of them, this one included."""
    await sign_out_everywhere(sent.keyed(work), work.caller.account_id)
    answer = sent.done("/sign-in")
    forget_session(answer, view.request)
    return answer
