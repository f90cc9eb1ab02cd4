"""The demo county's 158 disputes, each opened, assigned to the room's mediator, resolved: handed in as a ledger, but
for a few in which the other party is named. These take the forms, one after the other, and their applicants are told;
what had ended long before a ledger of it is handed in is news to nobody."""

from collections.abc import Mapping
from dataclasses import dataclass

from deploy.demo.client import Client, for_each
from deploy.demo.county import disputes_of_mediator
from deploy.demo.load import Pair
from deploy.demo.workbooks import hand_in_by_some

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
    def known_by(self) -> tuple[str, str]:
        """Its applicant, and the day it was opened."""
        return self.pair.applicant, f"2019-03-{4 + self.number:02}"

    @property
    def summary(self) -> str:
        return f"示例纠纷{self.number + 1}:邻里宅基地边界"

    @property
    def opening(self) -> Mapping[str, object]:
        applicant, day = self.known_by
        return {
            "kind": "dispute", "org_code": self.pair.room.code, "applicant_id": applicant, "parties_count": 2,
            "opened_on": day, "summary": self.summary,
        }  # fmt: skip

    @property
    def assignment(self) -> Mapping[str, object]:
        return {"mediator_ids": [self.pair.mediator], "assigned_on": f"2019-03-{6 + self.number:02}"}

    @property
    def resolution(self) -> Mapping[str, object]:
        return {
            "outcome": "agreement-reached", "resolved_on": f"2019-04-{8 + self.number:02}",
            "document": f"调解协议{self.number + 1}",
        }  # fmt: skip

    @property
    def row(self) -> Mapping[str, str]:
        """All of it."""
        applicant, day = self.known_by
        return {
            "类别": "矛盾纠纷", "受理机构代码": self.pair.room.code, "申请人身份证号或档案编号": applicant,
            "当事人数": "2", "立案日期": day, "案情": self.summary,
            "调解员身份证号或档案编号": self.pair.mediator, "指派日期": f"{self.assignment['assigned_on']}",
            "办结结果": "达成调解协议", "办结日期": f"{self.resolution['resolved_on']}",
            "办结文书编号": f"{self.resolution['document']}",
        }  # fmt: skip


async def load_disputes(clerk: Client, pairs: list[Pair]) -> None:
    """Bring each dispute to its end from where it stands."""
    there = {(case["applicant_id"], case["opened_on"]): case async for case in clerk.items("benefits", "/cases")}
    disputes = [
        Dispute(pair, number, None if number else NEIGHBOURS.get(index))
        for index, pair in enumerate(pairs)
        for number in range(disputes_of_mediator(index))
    ]

    async def settle(dispute: Dispute) -> None:
        case = there.get(dispute.known_by) or await clerk.post("benefits", "/cases", dispute.opening)
        at = f"/cases/{case['case_id']}"
        if case["state"] == "opened":
            await clerk.post("registry", f"{at}/parties", {"name": dispute.neighbour})
            case = await clerk.post("benefits", f"{at}/assignment", dispute.assignment)
        if case["state"] == "assigned":
            await clerk.post("benefits", f"{at}/resolution", dispute.resolution)

    await for_each((each for each in disputes if each.neighbour), settle)
    ledger = (each for each in disputes if not each.neighbour)
    open_ones = [each for each in ledger if there.get(each.known_by, {}).get("state") != "resolved"]
    await hand_in_by_some(clerk, "benefits", "/cases/workbooks", [each.row for each in open_ones])
