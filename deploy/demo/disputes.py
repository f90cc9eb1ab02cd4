"""The demo county's 158 disputes: each opened, assigned to the room's mediator, resolved; in a few the other party is
named."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deploy.demo.client import Client, for_each
from deploy.demo.county import disputes_of_mediator
from deploy.demo.load import Pair

# In the first rooms the other party is named too: of no register, and of no number that is known.
NEIGHBOURS: Mapping[int, str] = dict(enumerate(("赵邻", "钱邻", "孙邻", "李邻", "周邻")))


@dataclass(frozen=True, slots=True)
class Dispute:
    """The dispute `number` (from 0) that a room's applicant brings to its mediator; against a `neighbour` who is in no
    register, where he is named."""

    pair: Pair
    number: int
    neighbour: str | None = None

    @property
    def opened_on(self) -> str:
        return f"2019-03-{4 + self.number:02}"

    @property
    def opening(self) -> dict[str, object]:
        return {
            "kind": "dispute", "org_code": self.pair.room.code, "applicant_id": self.pair.applicant, "parties_count": 2,
            "opened_on": self.opened_on, "summary": f"示例纠纷{self.number + 1}:邻里宅基地边界",
        }  # fmt: skip

    @property
    def assignment(self) -> dict[str, object]:
        return {"mediator_ids": [self.pair.mediator], "assigned_on": f"2019-03-{6 + self.number:02}"}

    @property
    def resolution(self) -> dict[str, object]:
        day, document = f"2019-04-{8 + self.number:02}", f"调解协议{self.number + 1}"
        return {"outcome": "agreement-reached", "resolved_on": day, "document": document}


async def load_disputes(clerk: Client, pairs: list[Pair]) -> None:
    """Bring each dispute to its end from where it stands; it is known by its applicant and the day it was opened."""
    there = {(case["applicant_id"], case["opened_on"]): case async for case in clerk.items("benefits", "/cases")}
    disputes = [
        Dispute(pair, number, None if number else NEIGHBOURS.get(index))
        for index, pair in enumerate(pairs)
        for number in range(disputes_of_mediator(index))
    ]
    await for_each(
        disputes, lambda each: _bring_to_its_end(clerk, each, there.get((each.pair.applicant, each.opened_on)))
    )


async def _bring_to_its_end(clerk: Client, dispute: Dispute, case: Mapping[str, Any] | None) -> None:
    case = case or await clerk.post("benefits", "/cases", dispute.opening)
    path, state = f"/cases/{case['case_id']}", case["state"]
    if state == "opened":
        if dispute.neighbour:
            await clerk.post("registry", f"{path}/parties", {"name": dispute.neighbour})
        state = (await clerk.post("benefits", f"{path}/assignment", dispute.assignment))["state"]
    if state == "assigned":
        await clerk.post("benefits", f"{path}/resolution", dispute.resolution)
