"""What a sign-in ends with in a browser: cookies, and the page one wanted to go to."""

from datetime import timedelta

from starlette.responses import Response

from services.registry.sessions.commands import EnrolmentDue, SignedIn
from shared.web.page import View
from shared.web.session import keep_renewal, keep_session, local_path

ENROLMENT = "/session/second-factor"


def entered(view: View, given: SignedIn | EnrolmentDue, *, to: str | None, idle: timedelta) -> Response:
    """On to a page of this site, by way of the enrolment of a second factor where one is missing."""
    if isinstance(given, EnrolmentDue):
        answer = view.go(ENROLMENT)
        keep_session(answer, view.request, token=given.access_token, seconds=given.expires_in)
        return answer
    answer = view.go(local_path(to))
    keep_session(answer, view.request, token=given.access_token, seconds=given.expires_in)
    keep_renewal(
        answer, view.request, secret=given.renewal_secret.get_secret_value(), seconds=int(idle.total_seconds())
    )
    return answer
