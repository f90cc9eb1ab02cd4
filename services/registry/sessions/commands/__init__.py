"""Sessions begin, are renewed and end.

    given = await sign_in(work, terms, username=…, password=…, code=…, issued_at=machine_now())
    given = await renew(work, terms, secret=…, issued_at=machine_now())
    given = await sign_in_externally(work, terms, identified, code=…, issued_at=machine_now())
    await end_session(work, session_id)

issuing    what a sign-in and a renewal yield
secrets    renewal secrets
beginning  a sign-in
external   a sign-in by whom an external issuer has named
renewal    a new access token and a new renewal secret for the last one
ending     one session ends; those of thirty days ago are forgotten
"""

from services.registry.sessions.commands.beginning import sign_in
from services.registry.sessions.commands.ending import FORGET_SESSIONS, end_session
from services.registry.sessions.commands.external import identify, refuse_externally, sign_in_externally
from services.registry.sessions.commands.issuing import EnrolmentDue, SignedIn
from services.registry.sessions.commands.renewal import renew

__all__ = [
    "SignedIn",
    "EnrolmentDue",
    "sign_in",
    "identify",
    "sign_in_externally",
    "refuse_externally",
    "renew",
    "end_session",
    "FORGET_SESSIONS",
]
