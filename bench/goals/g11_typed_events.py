"""G11: a typed event written, read and validated, beside orjson, which neither knows types nor checks anything.

`encode_data` does all three, since what its own readers would refuse may not leave; `decode_data` does the latter two.
"""

import time
from collections.abc import Callable, Sequence
from datetime import date

import orjson

from bench.aims import Finding, Goal, at_most
from bench.measuring import Arm, Effort, interleaved
from bench.stage import Stage
from shared.events.catalogue import published
from shared.events.envelope import decode_data, encode_data
from shared.events.registry import VeteranRegistered
from shared.ids import new_id

ROUND = 20_000
EVENT = VeteranRegistered(
    veteran_id=new_id(), org_code="411329104210", org_path="411329.411329104.411329104210",
    domicile_code="411329104210", residence_code="411329104210", sex="1", birth_year=1960, discharge_year=1984,
    party_member=True, channel="counter", registered_on=date(2019, 4, 30),
)  # fmt: skip


async def measure(stage: Stage, effort: Effort) -> Sequence[Finding]:
    entry, data = published(VeteranRegistered), encode_data(EVENT)
    plain = orjson.loads(data)
    count = effort.count(ROUND * 10)
    arms = [
        _arm("orjson", lambda: orjson.loads(orjson.dumps(plain)), count),
        _arm("ours", lambda: encode_data(EVENT), count),
        _arm("decode", lambda: decode_data(entry, data), count),
    ]
    series = await interleaved(arms, effort)
    facts: dict[str, object] = {
        "event": f"veteran-registered, {len(data)} bytes: a UUID, a date, 4 codes, 2 ranges, 2 closed sets",
        "codes": "have been met before",
        "of it decoding and validating, as a consumer does": f"{series['decode'].median:.2f} µs",
    }
    against = "orjson dumps + loads of the same event as a dict of strings"
    return [Finding("one event", "µs", at_most(1.0), series["ours"], series["orjson"], against, facts)]


def _arm(name: str, work: Callable[[], object], count: int) -> Arm:
    async def run() -> float:
        """Microseconds of one."""
        began = time.perf_counter()
        for _ in range(count):
            work()
        return (time.perf_counter() - began) / count * 1e6

    return Arm(name, run)


GOAL = Goal("G11", "typed event encode + decode + validate ≤ 1.0 × untyped orjson dumps + loads", measure)
