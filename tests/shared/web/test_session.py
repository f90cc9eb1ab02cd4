"""The cookies of a session, and where one is sent."""

import pytest
from starlette.requests import Request
from starlette.responses import Response

from shared.web.session import forget_session, keep_renewal, keep_session, local_path


def request(scheme: str) -> Request:
    return Request({"type": "http", "scheme": scheme, "path": "/", "headers": [(b"host", b"site")], "method": "GET"})


class TestASession:
    def test_over_https_is_a_cookie_of_this_host_alone(self) -> None:
        answer = Response()
        keep_session(answer, request("https"), token="t", seconds=600)
        kept = answer.headers["set-cookie"]
        assert kept == "__Host-session=t; HttpOnly; Max-Age=600; Path=/; SameSite=lax; Secure"

    def test_on_ones_own_machine_needs_no_https(self) -> None:
        answer = Response()
        keep_session(answer, request("http"), token="t", seconds=600)
        assert answer.headers["set-cookie"] == "session=t; HttpOnly; Max-Age=600; Path=/; SameSite=lax"

    def test_is_renewed_by_a_cookie_that_pages_never_get(self) -> None:
        answer = Response()
        keep_renewal(answer, request("https"), secret="s", seconds=1800)
        assert answer.headers["set-cookie"].startswith("__Secure-renewal=s; HttpOnly; Max-Age=1800; Path=/session;")

    def test_is_forgotten_with_its_renewal(self) -> None:
        answer = Response()
        forget_session(answer, request("http"))
        assert [kept.partition(";")[0] for kept in answer.headers.getlist("set-cookie")] == ['session=""', 'renewal=""']


class TestAPathToGoOnTo:
    @pytest.mark.parametrize("path", ["/", "/benefits/cases?due=today"])
    def test_leads_to_a_page_of_this_site(self, path: str) -> None:
        assert local_path(path) == path

    @pytest.mark.parametrize(
        "path",
        [
            None,
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:x",
            "/a\r\nSet-Cookie:x",
            "/人员",
        ],
    )
    def test_leads_home_when_it_is_anything_else(self, path: str | None) -> None:
        assert local_path(path) == "/"
