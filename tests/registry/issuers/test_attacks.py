"""What somebody might try at the way there and back. Each refusal signs nobody in."""

import base64
import hmac
import json
from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.registry.given import audited
from tests.registry.issuers.given import Person, count_sessions, given_bound, given_user, refused_with, signed_in_at
from tests.registry.issuers.provider import CLIENT_ID, KEY_ID, Claims, Provider
from tests.shared.auth.given import part

NOT_BEGUN_HERE = (401, "这次登录不是从本浏览器发起的，或已超时、已使用。请重新登录。")
INVALID = (401, "统一认证系统返回的结果未通过核验，不能登录。请重试；仍不能登录的，请告知系统管理员。")


@pytest.fixture(autouse=True)
async def bound(provider: Provider, registry_engine: AsyncEngine) -> None:
    """Whoever the provider names could sign in."""
    await given_bound(registry_engine, provider.url, await given_user(registry_engine))


class TestAnAnswerToNoQuestion:
    async def test_signs_nobody_in_when_it_was_used_before(self, person: Person, registry_engine: AsyncEngine) -> None:
        back = await person.goes_there()
        kept = person.browser.cookies["sign-in"]
        assert (await person.browser.get(back)).status_code == 303
        person.browser.cookies.clear()
        assert refused_with(await person.browser.get(back)) == NOT_BEGUN_HERE
        person.browser.cookies.set("sign-in", kept)
        assert refused_with(await person.browser.get(back)) == INVALID  # nor does the issuer give anything for its code
        assert await count_sessions(registry_engine) == 1

    async def test_signs_nobody_in_twice_by_one_state(self, person: Person, registry_engine: AsyncEngine) -> None:
        """Two codes for one question: the issuer redeems both, we take one."""
        url = await person.leaves()
        kept = person.browser.cookies["sign-in"]
        backs = [await signed_in_at(url) for _ in range(2)]
        assert (await person.browser.get(backs[0])).status_code == 303
        person.browser.cookies.clear()
        person.browser.cookies.set("sign-in", kept)
        assert refused_with(await person.browser.get(backs[1])) == NOT_BEGUN_HERE
        assert await count_sessions(registry_engine) == 1

    async def test_signs_nobody_in_who_began_nothing(self, person_at: Callable[[], Person]) -> None:
        """Login CSRF: the answer of an attacker, opened by his victim."""
        attacker, victim = person_at(), person_at()
        assert refused_with(await victim.browser.get(await attacker.goes_there())) == NOT_BEGUN_HERE

    async def test_signs_nobody_in_who_began_another(self, person_at: Callable[[], Person]) -> None:
        attacker, victim = person_at(), person_at()
        await victim.leaves()
        assert refused_with(await victim.browser.get(await attacker.goes_there())) == NOT_BEGUN_HERE

    async def test_signs_nobody_in_with_a_code_put_in_the_place_of_the_right_one(
        self, person_at: Callable[[], Person], provider: Provider
    ) -> None:
        attacker, victim = person_at(), person_at()
        stolen = parse_qs(urlsplit(await victim.goes_there()).query)["code"]
        mine = urlsplit(await attacker.goes_there())
        query = urlencode({**parse_qs(mine.query), "code": stolen}, doseq=True)
        assert refused_with(await attacker.browser.get(f"{mine.path}?{query}")) == INVALID

    async def test_signs_nobody_in_by_a_cookie_that_was_made_elsewhere(self, person: Person) -> None:
        back = await person.goes_there()
        stated, _, proof = person.browser.cookies["sign-in"].partition(".")
        content = json.loads(base64.urlsafe_b64decode(stated + "=="))
        forged = part({**content, "to": "/registry/grants"})
        for cookie in (f"{forged}.{proof}", f"{stated}.", stated, "", "é.x"):
            person.browser.cookies.clear()
            answer = await person.browser.get(back, headers={b"Cookie": f"sign-in={cookie}".encode()})
            assert refused_with(answer) == NOT_BEGUN_HERE

    @pytest.mark.parametrize(
        "query", ["", "?state=", "?state=x&code=y", "?error=access_denied", "?code=y&iss=http://x"]
    )
    async def test_signs_nobody_in_whatever_it_says(self, person: Person, query: str) -> None:
        await person.leaves()
        answer = await person.browser.get(f"/session/issuers/city/callback{query}")
        assert refused_with(answer) == NOT_BEGUN_HERE

    async def test_is_in_the_audit(self, person: Person, registry_engine: AsyncEngine) -> None:
        await person.browser.get("/session/issuers/city/callback?state=x&code=y")
        assert await audited(registry_engine, "refuse-externally") == [("issuer city", "sign-in-not-begun-here")]


def unsigned(claims: Claims) -> str:
    return f"{part({'alg': 'none', 'kid': KEY_ID})}.{part(claims)}."


def signed_by_secret(claims: Claims, secret: bytes) -> str:
    """By hand: no library does it with a public key any more."""
    stated = f"{part({'alg': 'HS256', 'kid': KEY_ID})}.{part(claims)}"
    return f"{stated}.{part(hmac.digest(secret, stated.encode(), 'sha256'))}"


OTHER_KEY = RSAKey.generate_key(2048)

# Changes to what the issuer says.
CLAIMS: dict[str, Claims] = {
    "another nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "another audience": {"aud": ["another"]},
    "no audience": {"aud": None},
    "several audiences and no client": {"aud": [CLIENT_ID, "another"]},
    "another client": {"aud": [CLIENT_ID], "azp": "another"},
    "another issuer": {"iss": "https://another.example"},
    "no subject": {"sub": None},
    "a subject that is none": {"sub": 4711},
    "an empty subject": {"sub": ""},
    "over": {"exp": 1},
    "no end": {"exp": None},
    "not yet": {"iat": 4_000_000_000, "exp": 4_000_000_600},
    "nbf to come": {"nbf": 4_000_000_000},
    "a time that is none": {"exp": "tomorrow"},
}


class TestAnAnswerThatDoesNotHold:
    @pytest.mark.parametrize("changes", CLAIMS.values(), ids=CLAIMS)
    async def test_signs_nobody_in(self, person: Person, provider: Provider, changes: Claims) -> None:
        provider.claims = changes
        assert refused_with(await person.signs_in()) == INVALID

    async def test_signs_nobody_in_without_a_signature(self, person: Person, provider: Provider) -> None:
        provider.sign = unsigned
        assert refused_with(await person.signs_in()) == INVALID

    async def test_signs_nobody_in_by_hs256_with_the_public_key(self, person: Person, provider: Provider) -> None:
        provider.sign = lambda claims: signed_by_secret(claims, provider.key.as_pem(private=False))
        assert refused_with(await person.signs_in()) == INVALID

    async def test_signs_nobody_in_by_a_key_of_another(self, person: Person, provider: Provider) -> None:
        provider.sign = lambda claims: jwt.encode({"alg": "RS256", "kid": KEY_ID}, claims, OTHER_KEY)
        assert refused_with(await person.signs_in()) == INVALID

    async def test_signs_nobody_in_by_a_key_that_comes_with_it(self, person: Person, provider: Provider) -> None:
        header = {"alg": "RS256", "kid": "mine", "jwk": OTHER_KEY.as_dict(private=False), "jku": "http://127.0.0.1:9"}
        provider.sign = lambda claims: jwt.encode(header, claims, OTHER_KEY)
        assert refused_with(await person.signs_in()) == INVALID

    async def test_signs_nobody_in_from_another_issuer(self, person: Person, provider: Provider) -> None:
        """Mix-up (RFC 9207): the issuer that answers is not the one that was asked."""
        back = await person.goes_there()
        redeemed = provider.redeemed
        assert refused_with(await person.browser.get(f"{back}&iss=https://another.example")) == INVALID
        assert provider.redeemed == redeemed  # the code was not given away either

    async def test_is_in_the_audit_and_says_nothing_of_why(
        self, person: Person, provider: Provider, registry_engine: AsyncEngine
    ) -> None:
        provider.claims = {"nonce": "another"}
        await person.signs_in()
        assert await audited(registry_engine, "refuse-externally") == [("issuer city", "issuer-answer-invalid")]


class TestTheWayBack:
    @pytest.mark.parametrize("to", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:x()"])
    async def test_leads_nobody_to_another_site(self, person: Person, to: str) -> None:
        assert (await person.signs_in(to)).headers["location"] == "/"
