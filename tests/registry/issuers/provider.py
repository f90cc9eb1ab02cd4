"""An OpenID Connect issuer on a local port: Authlib's authorization server, which checks client, address and PKCE."""

import base64
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, Response, jsonify
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import WSGIRequestHandler, make_server

from deploy.embedded.certificates import Certified

CLIENT_ID, CLIENT_SECRET = "veterans", "a-secret-of-the-two"
KEY_ID = "provider-1"

Claims = dict[str, Any]


class Provider:
    """Whoever comes is signed in as `user`, None: refuses. A test may change what it signs, and how."""

    def __init__(self, callback: str, host: str = "127.0.0.1", certified: Certified | None = None) -> None:
        """`host` as browsers call it: `localhost` is another site than 127.0.0.1. Over TLS where it is certified."""
        self.callback = callback
        self.user: str | None = "city-10086"
        self.key = RSAKey.generate_key(2048, {"kid": KEY_ID, "use": "sig", "alg": "RS256"})
        self.claims: Claims = {}
        self.sign: Callable[[Claims], str] = self.signed
        self.metadata: Claims = {}
        self.redeemed = 0
        self._codes: dict[str, _Code] = {}
        shown = (str(certified.certificate), str(certified.key)) if certified else None
        self._server = make_server(
            "127.0.0.1", 0, self._application(), threaded=True, request_handler=_Quiet, ssl_context=shown
        )
        self.url = f"{'https' if certified else 'http'}://{host}:{self._server.port}"

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def signed(self, claims: Claims) -> str:
        """As an issuer does."""
        return jwt.encode({"alg": "RS256", "kid": KEY_ID}, claims, self.key)

    def _application(self) -> Flask:
        app = Flask("provider")
        server = AuthorizationServer(app, query_client=self._client, save_token=lambda token, request: None)
        server.register_grant(_grant(self._codes), [_IdTokens(self), CodeChallenge(required=True)])

        @app.get("/authorize")
        def authorize() -> Response:
            answer: Response = server.create_authorization_response(
                grant_user=self.user, grant=server.get_consent_grant(end_user=self.user)
            )
            return answer

        @app.post("/token")
        def token() -> Response:
            self.redeemed += 1
            answer: Response = server.create_token_response()
            return answer

        @app.get("/jwks")
        def jwks() -> Response:
            return jsonify(keys=[self.key.as_dict(private=False)])

        @app.get("/.well-known/openid-configuration")
        def discovery() -> Response:
            return jsonify(
                {
                    "issuer": self.url,
                    "authorization_endpoint": f"{self.url}/authorize",
                    "token_endpoint": f"{self.url}/token",
                    "jwks_uri": f"{self.url}/jwks",
                    **self.metadata,
                }
            )

        return app

    def _client(self, client_id: str) -> "_Client | None":
        return _Client(self.callback) if client_id == CLIENT_ID else None


@dataclass
class _Client(ClientMixin):  # type: ignore[misc]
    callback: str

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.callback

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in {"client_secret_basic", "client_secret_post"}

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class _Code(AuthorizationCodeMixin):  # type: ignore[misc]
    code: str
    user: str
    redirect_uri: str
    scope: str
    nonce: str | None
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> None:
        return None

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


def _grant(codes: dict[str, _Code]) -> type[AuthorizationCodeGrant]:
    class Grant(AuthorizationCodeGrant):  # type: ignore[misc]
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")

        def save_authorization_code(self, code: str, request: Any) -> _Code:
            asked = request.payload
            codes[code] = _Code(
                code,
                request.user,
                asked.redirect_uri,
                asked.scope,
                asked.data.get("nonce"),
                asked.data["code_challenge"],
                asked.data["code_challenge_method"],
            )
            return codes[code]

        def query_authorization_code(self, code: str, client: _Client) -> _Code | None:
            return codes.get(code)

        def delete_authorization_code(self, authorization_code: _Code) -> None:
            del codes[authorization_code.code]

        def authenticate_user(self, authorization_code: _Code) -> str:
            return authorization_code.user

    return Grant


class _IdTokens(OpenIDCode):  # type: ignore[misc]
    def __init__(self, provider: Provider) -> None:
        super().__init__(require_nonce=True)
        self.provider = provider

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        return False

    def get_client_claims(self, client: _Client) -> Claims:
        return {"iss": self.provider.url}

    def resolve_client_private_key(self, client: _Client) -> Any:
        return self.provider.key

    def generate_user_info(self, user: str, scope: str) -> UserInfo:
        return UserInfo(sub=user)

    def encode_id_token(self, token: Claims, request: Any) -> str:
        """What Authlib signs, with the changes of a test; a claim changed to None is left out."""
        claims = {**claims_in(super().encode_id_token(token, request)), **self.provider.claims}
        return self.provider.sign({name: value for name, value in claims.items() if value is not None})


def claims_in(token: str) -> Claims:
    """Without a look at the signature."""
    part = token.split(".")[1]
    claims: Claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing."""
