"""Two files that may be one person's: what two persons do about them."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from deploy.demo.client import Client
from deploy.demo.lives import acts

SECONDS_TO_BE_FOUND = 60
POLL_SECONDS = 0.5


class NotFoundAlike(Exception):
    """Comparing did not find a pair that is alike."""


class Pairs:
    """One proposes, the other confirms. `is_found`: comparing finds that the two are alike."""

    def __init__(self, one: Client, other: Client, *, is_found: bool) -> None:
        self.one, self.other, self.is_found = one, other, is_found

    async def settle(self, act: acts.Act, both: Sequence[str], merged: int, document: str) -> None:
        """Merge the file of this number into the other one, undo that, or decide that they are two persons'."""
        suspicion_id = await self._suspicion(both)
        path, survivor = f"/duplicates/{suspicion_id}", {"surviving_id": both[1 - merged]}
        if isinstance(act, acts.RuleOut):
            reason = {"difference": "met-both", "reason": "当面核实，确为两人"}
            await self.one.post("registry", f"{path}/different", reason)
            return
        if isinstance(act, acts.Merge):
            body = {"reason": "registered-twice", **survivor, "document": document}
            proposed = await self.one.post("registry", f"{path}/merge", body)
        else:
            body = {"reason": "wrong-survivor", "document": document}
            proposed = await self.one.post("registry", f"{path}/unmerge", body)
        proposal = f"/merges/{proposed['proposal_id']}"
        try:
            await self.other.post("registry", f"{proposal}/confirmation", survivor)
        except Exception:
            await self.other.post("registry", f"{proposal}/refusal", {"reason": "两份档案不一致，暂不合并"})
            raise

    async def _suspicion(self, both: Sequence[str]) -> str:
        """Of the pair: found by comparing, or reported now."""
        deadline = asyncio.get_running_loop().time() + SECONDS_TO_BE_FOUND
        while (found := await self._known(both)) is None:
            if not self.is_found:
                body = {"person_id": both[0], "other_person_id": both[1], "reason": "经办人发现系同一人"}
                return str((await self.one.post("registry", "/duplicates", body))["suspicion_id"])
            if asyncio.get_running_loop().time() > deadline:
                raise NotFoundAlike(f"{both} are alike and were not found so in {SECONDS_TO_BE_FOUND} s")
            await asyncio.sleep(POLL_SECONDS)
        return found

    async def _known(self, both: Sequence[str]) -> str | None:
        pairs: list[Mapping[str, Any]] = [
            each async for each in self.one.items("registry", "/duplicates", person_id=both[0])
        ]
        found = [each for each in pairs if {each["person_id"], each["other_person_id"]} == set(both)]
        return str(found[0]["suspicion_id"]) if found else None
