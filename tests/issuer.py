"""An issuer of access tokens: a signing key, and its public half served as JWKS on a local port."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

AUDIENCE = "veterans"


class Issuer:
    """`token(account_id)` signs; `url` is the `iss`, `jwks_url` where the keys are. Tests may change `published`."""

    def __init__(self) -> None:
        self.key = new_key("test-key-1")
        self.published: list[dict[str, Any]] = [public(self.key)]
        self.fetches = 0
        self.failing = False
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.jwks_url = f"{self.url}/.well-known/jwks.json"

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def token(self, account_id: UUID, *, key: ECKey | RSAKey | None = None, **changes: Any) -> str:
        """A good token, unless `changes` to its claims make it otherwise; a claim changed to None is left out."""
        signing = key or self.key
        now = int(time.time())
        claims = {"iss": self.url, "aud": AUDIENCE, "sub": str(account_id), "iat": now, "exp": now + 600}
        claims |= {"epoch": 0, "amr": ["mfa"]}
        claims |= changes
        algorithm = "ES256" if isinstance(signing, ECKey) else "RS256"
        header = {"alg": algorithm, "kid": signing.kid, "typ": "at+jwt"}
        return jwt.encode(header, {name: value for name, value in claims.items() if value is not None}, signing)


def new_key(kid: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid, "use": "sig"})


def public(key: ECKey | RSAKey) -> dict[str, Any]:
    return dict(key.as_dict(private=False))


# What registry answers of an account that it knows no file of.
NOBODYS: dict[str, Any] = {"person_id": None, "stood_in_for": []}


def _handler(issuer: Issuer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/accounts/me/person":
                self.send_error(404)  # registry, which knows nobody
                return
            nobody = self.path == "/accounts/me/parties"
            issuer.fetches += not nobody
            body = json.dumps(NOBODYS if nobody else {"keys": issuer.published}).encode()
            self.send_response(500 if issuer.failing else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_message: object) -> None:
            """Say nothing."""

    return Handler
