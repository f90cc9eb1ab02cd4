"""A draft that nobody wants, in a browser: a colleague of whoever wrote it gives it up and says why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.auth.roles import Role
from tests.browsers import accounts_on, links_of, words_of
from tests.reporting.conftest import ClientFor

WHY = "另行拟定"


@dataclass(frozen=True, slots=True)
class Drafts:
    """Drafts that the centre writes and a leader decides on: `said` makes one, `act` is the end of the leader's
    address, `others` of what else may be done with a draft, `promise` what the page says becomes of it."""

    at: str
    said: Mapping[str, Any]
    promise: str
    act: str
    others: tuple[str, ...]


async def give_a_draft_up(browser_for: ClientFor, drafts: Drafts) -> None:
    """From what waits for the leader to a draft that is told with its reason and listed among the withdrawn."""
    centre, colleague, leader = await browser_for(), await browser_for(), await browser_for(Role.BUREAU_LEADER)
    own = (await centre.post(f"{drafts.at}/new", data=dict(drafts.said))).headers["location"]
    before = await centre.get(own)
    [writer] = accounts_on(before)
    assert f"{own}/withdrawal" in links_of(before)
    assert f"{own}/withdrawal" not in links_of(await leader.get(own))
    assert own in links_of(await leader.get("/reporting/due"))
    assert drafts.promise in words_of(await centre.get(f"{own}/withdrawal"))
    assert (await centre.post(f"{own}/withdrawal", data={"reason": "", "version": "1"})).status_code == 422
    sent = await colleague.post(f"{own}/withdrawal", data={"reason": WHY, "version": "1"})
    assert (sent.status_code, sent.headers["location"]) == (303, own)
    late = await leader.post(f"{own}/{drafts.act}", data={"version": "1"})
    assert (late.status_code, "已撤回" in words_of(late)) == (409, True)
    assert own not in links_of(await leader.get("/reporting/due"))
    after = await centre.get(own)
    assert {"已撤回", WHY} == {said for said in ("已撤回", WHY) if said in words_of(after)}
    assert accounts_on(after) == {writer, *accounts_on(late)}
    assert len(accounts_on(after)) == 2
    assert {f"{own}/{act}" for act in (drafts.act, "withdrawal", *drafts.others)} & links_of(after) == set()
    lists = [await centre.get(drafts.at, params={"state": state}) for state in ("withdrawn", "draft")]
    assert [own in links_of(each) for each in lists] == [True, False]
