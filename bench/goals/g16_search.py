"""G16: persons found by name, initials and unit among a million, beside a route that reads nothing."""

import asyncio
import os
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from bench.measuring import Effort, Series, interleaved_percentiles
from bench.registry import Registry, given_registry, serving
from bench.stage import Stage
from bench.targets import Finding, Goal, at_most
from bench.traffic import Caller, post
from deploy.demo.county import Unit
from services.registry.veterans.commands.name_tokens import name_tokens
from services.registry.veterans.tables import DATA_KEY, NAME_TOKEN, PERSON, VETERAN, sealed
from shared.database.bulk import insert_many
from shared.database.driver import autocommitting, transaction
from shared.ids import new_id
from shared.privacy.encryption import encrypt
from shared.privacy.keyring import Keyring
from shared.privacy.personal import IdNumber, PersonName, PhoneNumber

# In an order that foreign keys allow.
TABLES = (PERSON, DATA_KEY, NAME_TOKEN, VETERAN)
PERSONS = 1_000_000
AT_ONCE = 20_000
ASKED = 100  # requests a sample of a percentile
SEARCHES_AN_HOUR = 100_000  # the most that the setting takes
EMPTY = "/version"
# The commonest surnames by what share of people have them, in thousandths; the rest have others, evenly.
SURNAMES = {"王": 72, "李": 72, "张": 68, "刘": 54, "陈": 45, "杨": 31, "黄": 22, "赵": 20, "吴": 20, "周": 19}
OTHERS = (
    "徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖"
    "石金韦贾夏付方邹熊白孟秦邱侯江尹薛阎段雷龙史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
)
GIVEN = (
    "伟国强军建明华平杰文志勇海波辉刚涛斌鹏飞林东宇浩民峰永健世广义兴良仁山贵福生龙元全胜学祥才发武新利清"
    "彬富顺信子昌成康星光天达安岩中茂进有坚和彪博诚先敬震振壮会思群豪心邦承乐绍功松善厚庆磊友裕河哲江超亮"
    "政谦亨奇固之轮翰朗伯宏言若鸣朋梁栋维启克伦翔旭"
)
NAMED = {
    "one character": {"name": "张"},
    "two characters": {"name": "王伟"},
    "a whole name": {"name": "刘建国"},
    "two initials": {"name": "zw"},
    "three initials": {"name": "lzg"},
    "a name nobody has": {"name": "贰壹"},
}


@dataclass(frozen=True)
class _Names:
    """Drawn as people are called; the same from run to run."""

    draw: random.Random

    def __iter__(self) -> Iterator[str]:
        surnames = [*SURNAMES, *OTHERS]
        rest = (1000 - sum(SURNAMES.values())) / len(OTHERS)
        weights = [*SURNAMES.values(), *[rest] * len(OTHERS)]
        while True:
            [surname] = self.draw.choices(surnames, weights)
            yield surname + "".join(self.draw.choices(GIVEN, k=self.draw.choice((1, 2, 2))))


async def measure(stage: Stage, effort: Effort) -> Sequence[Finding]:
    registry = await given_registry(stage, searches_an_hour=SEARCHES_AN_HOUR)
    began = time.perf_counter()
    count = effort.count(PERSONS)
    await _fill(registry, count)
    registry.database.settle()
    facts: dict[str, object] = {"persons": f"{count:,}, written in {time.perf_counter() - began:.0f} s"}
    room, station = registry.county.village_rooms[0], registry.county.stations[0]
    sought: dict[str, Mapping[str, Any]] = {
        **NAMED,
        "one character, in a room": {"name": "张", "unit": room.code},
        "two characters, in a station": {"name": "王伟", "unit": station.code},
        "three initials, in a room": {"name": "lzg", "unit": room.code},
    }
    async with serving(registry):
        asking = await Caller.connect(registry.settings.http_port)
        findings = await _timed(registry, asking, sought, effort, facts)
        asking.close()
    return findings


async def _timed(
    registry: Registry,
    asking: Caller,
    sought: Mapping[str, Mapping[str, Any]],
    effort: Effort,
    facts: dict[str, object],
) -> Sequence[Finding]:
    """Each kind of search beside a route that reads nothing and knows nobody, in turns."""
    requests = {
        what: post("/veterans/search-by-name", {**body, "limit": 20}, registry.clerk.token)
        for what, body in sought.items()
    }
    requests["empty"] = f"GET {EMPTY} HTTP/1.1\r\nHost: bench\r\n\r\n".encode()

    def sample(what: str) -> Any:
        async def taken() -> Sequence[float]:
            # As few as an account may do in an hour: each counts those before it.
            registry.database.administer("TRUNCATE audit CASCADE")
            seconds = []
            for _ in range(effort.count(ASKED)):
                began = time.perf_counter()
                status, _, body = await asking.ask(requests[what])
                seconds.append(time.perf_counter() - began)
                if status != 200:
                    raise RuntimeError(body.decode())
            return seconds

        return taken

    series = await interleaved_percentiles({what: sample(what) for what in requests}, [99], effort)
    found = {what: Series(tuple(1000 * each for each in series[what, 99].values)) for what in requests}
    empty = found.pop("empty")
    return [
        Finding(f"p99 of a search by {what}", "ms", at_most(10), taken, empty, f"GET {EMPTY}", facts)
        for what, taken in found.items()
    ]


async def _fill(registry: Registry, count: int) -> None:
    """Files as a registration leaves them, but for what a search does not read; in bulk, some thousand at once."""
    keyring, rooms = registry.settings.keyring, registry.county.village_rooms
    draw = random.Random(16)  # noqa: S311 - names are no secrets
    names = iter(_Names(draw))
    engine = registry.database.engine()
    for start in range(0, count, AT_ONCE):
        lines = await asyncio.to_thread(_lines, keyring, names, draw, rooms, min(AT_ONCE, count - start))
        async with autocommitting(engine).connect() as connection, transaction(connection):
            for table in TABLES:
                await insert_many(connection, table, lines[table.name])
    await engine.dispose()


def _lines(
    keyring: Keyring, names: Iterator[str], draw: random.Random, rooms: Sequence[Unit], count: int
) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {table.name: [] for table in TABLES}
    for _ in range(count):
        person_id, name = new_id(), PersonName(next(names))
        key, wrapped = keyring.new_key(person_id)
        found[DATA_KEY.name].append({"person_id": person_id, "wrapped": wrapped})
        found[NAME_TOKEN.name] += name_tokens(person_id, name, keyring)
        room = draw.choice(rooms)
        found[PERSON.name].append(_person(person_id, name, room, key))
        found[VETERAN.name].append(_veteran(person_id, room))
    return found


def _person(person_id: UUID, name: PersonName, room: Unit, key: Any) -> Mapping[str, Any]:
    given = {"id_number": IdNumber("999329195902260012"), "name": name, "mobile": PhoneNumber("19900000000")}
    return {
        "person_id": person_id,
        "id_number_hash_a": os.urandom(32),
        "sex_code": "1",
        "domicile_code": room.division,
        "residence_code": room.division,
        "synthetic": True,
        "recorded_at": datetime.now(UTC),
        **{sealed(field): encrypt(clear, PERSON.name, sealed(field), person_id, key) for field, clear in given.items()},
    }


def _veteran(person_id: UUID, room: Unit) -> Mapping[str, Any]:
    return {
        "veteran_id": person_id,
        "version": 1,
        "state": "registered",
        "org_code": room.code,
        "org_path": f"411329.{room.parent}.{room.code}",
        "channel": "import",
        "registered_on": date(2019, 4, 30),
        "registered_by": UUID(int=0),
        "recorded_at": datetime.now(UTC),
    }


GOAL = Goal("G16", "search by name, initials, unit among 1 M persons: p99 ≤ 10 × an empty route", measure)
