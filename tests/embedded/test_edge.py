"""The one address that people and programs use: Caddy with its file, before a service that says what reached it."""

import json
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.embedded.certificates import Authority
from deploy.embedded.edge import FOLDER, caddy, edge_of
from deploy.embedded.site import Ports, Site
from shared.events.catalogue import CATALOGUE
from shared.events.codes import LISTS
from shared.events.schema import example_path, list_path, schema_path
from tests.embedded.edges import Edge, edge_with_services

ADAPT = (str(caddy()), "adapt", "--config", str(FOLDER / "Caddyfile"), "--adapter", "caddyfile")
SECOND = 10**9
HOST = "veterans.county.example"


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    with edge_with_services(tmp_path_factory.mktemp("edge"), HOST) as made:
        yield made


class TestTheEdge:
    def test_waits_for_neither_head_nor_body_for_ever(self, tmp_path: Path) -> None:
        for server in adapted(tmp_path)["apps"]["http"]["servers"].values():
            assert (server["read_header_timeout"], server["read_timeout"]) == (10 * SECOND, 60 * SECOND)

    def test_waits_for_no_service_for_ever(self, tmp_path: Path) -> None:
        proxies = list(handlers(adapted(tmp_path), "reverse_proxy"))
        assert len(proxies) == 12
        for proxy in proxies:
            assert proxy["transport"]["dial_timeout"] <= 5 * SECOND
            assert proxy["transport"]["response_header_timeout"] <= 120 * SECOND


class TestWhatStandsOnPosters:
    @pytest.mark.parametrize(
        ("short", "page"),
        [
            ("/programmes", "/benefits/public/programmes"),
            ("/publicity", "/benefits/public/publicity"),
            ("/verify", "/benefits/verify"),
            ("/mine", "/benefits/mine"),
        ],
    )
    def test_leads_to_a_page(self, edge: Edge, short: str, page: str) -> None:
        answer = edge.ask(short)
        assert (answer.status, answer.headers["Location"]) == (302, page)


class TestTheCatalogue:
    """What somebody reads who writes a program for the events: without a sign-in, at addresses that stay."""

    def test_is_a_page_that_asks_for_nothing_from_elsewhere(self, edge: Edge) -> None:
        page = edge.ask("/catalogue/")
        assert (page.status, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert "veteran-registered" in page.text
        assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert edge.ask("/catalogue").headers["Location"] == "/catalogue/"

    def test_is_asyncapi_with_a_schema_for_each_type_an_example_and_the_code_lists(self, edge: Edge) -> None:
        assert edge.ask("/catalogue/asyncapi.json").content["asyncapi"].startswith("3.")
        for entry in CATALOGUE:
            assert edge.ask(f"/catalogue/{schema_path(entry)}").content["$id"] == entry.dataschema
            assert edge.ask(f"/catalogue/{example_path(entry)}").status == 200
        for codes in LISTS:
            assert edge.ask(f"/catalogue/{list_path(codes)}").headers["Content-Type"] == "application/json"

    @pytest.mark.parametrize(
        "asked",
        ["catalogue.py", "schemas/", "schemas/none.v1.json", "registry/persons.py", "../decisions/README.md",
         "schemas/../catalogue.py", "%2e%2e/docker-compose.yml", "glossary.md", "events.md"],
    )  # fmt: skip
    def test_is_all_that_is_published_of_its_folders(self, edge: Edge, asked: str) -> None:
        assert edge.ask(f"/catalogue/{asked}").content["path"] == "/registry/nowhere"


class TestAnAddress:
    @pytest.mark.parametrize(
        ("asked", "reached"),
        [
            ("/api/registry/veterans?limit=1", "/veterans?limit=1"),
            ("/api/registry/docs", "/docs"),
            ("/api/registry/openapi.json", "/openapi.json"),
            ("/registry/veterans", "/registry/veterans"),
            ("/sign-in", "/sign-in"),
            ("/nothing", "/registry/nowhere"),
        ],
    )
    def test_leads_to_its_service(self, edge: Edge, asked: str, reached: str) -> None:
        assert edge.ask(asked).content["path"] == reached

    @pytest.mark.parametrize(
        "asked",
        ["/metrics", "/readyz", "/api/registry/metrics", "/api/registry/readyz", "/api/registry/%6Detrics",
         "/api/registry/Metrics", "/api/registry/./metrics", "/api/registry/x/../readyz"],
    )  # fmt: skip
    def test_of_what_a_process_says_of_itself_leads_nowhere(self, edge: Edge, asked: str) -> None:
        reached = edge.ask(asked).content["path"]
        assert reached.endswith("/nowhere")

    def test_tells_the_service_who_calls_and_nothing_else_that_was_made_up(self, edge: Edge) -> None:
        told = edge.ask("/api/registry/x", headers={"X-Forwarded-For": "1.2.3.4", "X-Forwarded-Proto": "http"}).content
        assert told["headers"]["X-Forwarded-For"] == "127.0.0.1"
        assert told["headers"]["X-Forwarded-Proto"] == "https"

    @pytest.mark.parametrize("called", ["127.0.0.1", "elsewhere.example"])
    def test_by_another_name_says_by_which_it_answers(self, edge: Edge, called: str) -> None:
        told = edge.ask("/sign-in", headers={"Host": called}, names_itself=False)
        assert told.status == 421
        assert f"本系统的网址是 https://{HOST}:{edge.port}" in told.text
        assert told.headers["X-Content-Type-Options"] == "nosniff"
        assert "Server" not in told.headers

    def test_of_a_service_that_is_away_says_so(self, edge: Edge) -> None:
        told = edge.ask("/api/notifications/x")
        assert (told.status, told.content["code"]) == (503, "service-unavailable")
        assert "该部分暂时不可用" in edge.ask("/notifications/x").text


class TestAnAnswer:
    def test_asks_the_browser_to_be_careful(self, edge: Edge) -> None:
        headers = edge.ask("/api/registry/x").headers
        assert headers["Strict-Transport-Security"] == "max-age=31536000"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "no-referrer"  # as the service said
        assert not {"Server", "Via", "Alt-Svc"} & set(headers)

    def test_asks_the_same_where_no_service_does(self, edge: Edge) -> None:
        headers = edge.ask("/notifications/x").headers
        assert headers["Strict-Transport-Security"] == "max-age=31536000"
        assert (headers["Referrer-Policy"], headers["X-Frame-Options"]) == ("same-origin", "DENY")


class TestABody:
    @pytest.mark.parametrize("path", ["/api/registry/veterans", "/benefits/cases/new"])
    def test_is_refused_that_no_service_would_take(self, edge: Edge, path: str) -> None:
        assert edge.ask(path, body=bytes(3 << 20)).content["received"] == 3 << 20
        refused = edge.ask(path, body=bytes(5 << 20))
        assert refused.status == 413
        assert "过大" in refused.text

    @pytest.mark.parametrize(
        "path", ["/api/registry/imports", "/registry/imports/new", "/registry/attachments/of/x/y/new"]
    )
    def test_is_passed_on_where_files_are_taken(self, edge: Edge, path: str) -> None:
        assert edge.ask(path, body=bytes(32 << 20)).content["received"] == 32 << 20


class TestTheLog:
    def test_holds_nothing_of_a_person(self, edge: Edge) -> None:
        secret = "411329199901010011"
        headers = {"Cookie": f"session={secret}", "Authorization": f"Bearer {secret}", "Referer": f"/x?{secret}"}
        for path in (
            "/registry/veterans",
            "/notifications/x",
        ):  # the second cannot be reached, which is told as an error
            edge.ask(f"{path}?name=%E5%BC%A0&number={secret}", headers=headers, body=secret.encode())
        lines = [json.loads(line) for line in edge.log.splitlines()]
        told = [line["request"]["uri"] for line in lines if "request" in line]
        assert {"/registry/veterans", "/notifications/x"} <= set(told)
        assert secret not in edge.log
        assert "%E5%BC%A0" not in edge.log


class TestTheCertificate:
    def test_is_of_another_authority_when_one_is_given(self, tmp_path: Path) -> None:
        authority = Authority(tmp_path / "secrets")
        files = authority.certified(HOST)
        with edge_with_services(tmp_path, HOST, EDGE_TLS=f"tls {files.certificate} {files.key}") as edge:
            assert edge.ask("/api/registry/x", trusting=authority.certificate).status == 200

    def test_is_shown_to_who_calls_by_a_number(self, tmp_path: Path) -> None:
        """Then nobody says within TLS whom he calls."""
        with edge_with_services(tmp_path, "10.20.30.40") as edge:
            assert edge.ask("/api/registry/x", names_itself=False).status == 200

    def test_of_nobody_else_is_believed(self, edge: Edge, tmp_path: Path) -> None:
        with pytest.raises(ssl.SSLCertVerificationError):
            edge.ask("/", trusting=Authority(tmp_path).certificate)


def adapted(folder: Path) -> Any:
    """What Caddy understands of the file."""
    environment = dict(edge_of(Site(folder, Ports())).environment)
    return json.loads(subprocess.run(ADAPT, env=environment, capture_output=True, check=True).stdout)


def handlers(part: Any, name: str) -> Iterator[Any]:
    """Every handler of that name, however deep."""
    if isinstance(part, dict):
        if part.get("handler") == name:
            yield part
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from handlers(each, name)
