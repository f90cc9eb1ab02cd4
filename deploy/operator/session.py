"""Speaks to a service's API for the operator, with the operator's own token: what they do is audited as theirs."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx2
import typer

from deploy.embedded.site import SERVICES
from deploy.operator.installation import Installation
from deploy.operator.screen import said
from deploy.trouble import Trouble, language

SECONDS = 30


class Refused(Trouble):
    """A service's refusal; `code` is its own, `faults` what it says about the fields of what was sent, a line each."""

    def __init__(self, service: str, code: str, sentence: str, faults: Sequence[str]) -> None:
        self.code = code
        lines = "".join(f"\n  {fault}" for fault in faults)
        super().__init__(f"{service} 拒绝：{sentence}{lines}", f"{service} refuses: {sentence}{lines}")


@dataclass(frozen=True)
class Session:
    """`VETERANS_TOKEN`, or else `VETERANS_USERNAME`, `VETERANS_PASSWORD` and, for who has a second factor, its code in
    `VETERANS_CODE`; what is missing is asked for."""

    where: Installation
    token: str

    def get(self, service: str, path: str, **query: str) -> dict[str, Any]:
        return answered(service, lambda: self._client(service).get(path, params=query))

    def post(self, service: str, path: str, content: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return answered(service, lambda: self._client(service).post(path, json=content))

    def put(self, service: str, path: str, content: Mapping[str, Any]) -> dict[str, Any]:
        return answered(service, lambda: self._client(service).put(path, json=content))

    def send_table(self, service: str, path: str, content: bytes) -> dict[str, Any]:
        headers = {"Content-Type": "text/csv; charset=utf-8"}
        return answered(service, lambda: self._client(service).post(path, content=content, headers=headers))

    def pages(self, service: str, path: str, **query: str) -> Iterator[dict[str, Any]]:
        """Every item of every page."""
        page = self.get(service, path, limit="200", **query)
        yield from page["items"]
        while page.get("next"):
            page = self.get(service, path, limit="200", cursor=page["next"], **query)
            yield from page["items"]

    def _client(self, service: str) -> httpx2.Client:
        return client_of(self.where, service, {"Authorization": f"Bearer {self.token}"})


def signed_in(where: Installation) -> Session:
    """Raise Trouble when the registry refuses the operator."""
    token = os.environ.get("VETERANS_TOKEN")
    if token:
        return Session(where, token)
    username = os.environ.get("VETERANS_USERNAME") or typer.prompt(said("账号", "account"), err=True)
    password = os.environ.get("VETERANS_PASSWORD") or typer.prompt(said("口令", "password"), hide_input=True, err=True)
    return Session(where, _token(where, {"username": username, "password": password}))


def _token(where: Installation, content: Mapping[str, str]) -> str:
    registry = client_of(where, "registry", {})
    reply = replied("registry", lambda: registry.post("/tokens", json=content))
    if _needs_code(reply):
        code = os.environ.get("VETERANS_CODE") or typer.prompt(said("验证码", "code"), err=True)
        reply = replied("registry", lambda: registry.post("/tokens", json={**content, "code": code}))
    return str(answered("registry", lambda: reply)["access_token"])


def client_of(where: Installation, service: str, headers: Mapping[str, str]) -> httpx2.Client:
    if service not in SERVICES:
        listing = ", ".join(SERVICES)
        raise Trouble(f"没有名为 {service} 的服务（{listing}）。", f"no service is named {service} ({listing}).")
    return httpx2.Client(
        base_url=where.api_url(service),
        headers={"Accept-Language": language() or "zh", **headers},
        timeout=SECONDS,
        trust_env=False,
    )


def answered(service: str, ask: Callable[[], httpx2.Response]) -> dict[str, Any]:
    """The JSON of a good answer, nothing where there is none; a refusal or silence is raised as Trouble."""
    answer = accepted(service, ask)
    content: dict[str, Any] = answer.json() if answer.content else {}
    return content


def accepted(service: str, ask: Callable[[], httpx2.Response]) -> httpx2.Response:
    """A good answer; a refusal is raised as `Refused`, silence as Trouble."""
    reply = replied(service, ask)
    if reply.is_error:
        raise Refused(service, *_said(reply))
    return reply


def replied(service: str, ask: Callable[[], httpx2.Response]) -> httpx2.Response:
    """Any answer; silence is raised as Trouble."""
    try:
        return ask()
    except httpx2.HTTPError as error:
        raise Trouble(f"{service} 没有应答：{error}", f"{service} does not answer: {error}") from error


def _needs_code(reply: httpx2.Response) -> bool:
    return reply.status_code == 401 and reply.json().get("code") == "second-factor-needed"


def _said(reply: httpx2.Response) -> tuple[str, str, Sequence[str]]:
    try:
        problem = reply.json()
    except ValueError:
        return "", f"HTTP {reply.status_code}", ()
    code = problem.get("code", "")
    sentence = f"{problem.get('detail') or problem.get('title')} ({code}, HTTP {reply.status_code})"
    faults = [f"{fault['field']}: {fault['message']} ({fault['code']})" for fault in problem.get("fields", [])]
    return code, sentence, faults
