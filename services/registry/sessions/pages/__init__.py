"""Signing in, going on and signing out in a browser.

password   with user name and password; renewal, the way out, and the first password
external   by an external issuer
own        where one is signed in
"""

from services.registry.sessions.pages import external, own, password
from shared.http.router import joined

router = joined(password.router, external.router, own.router)
