"""A unit of the service network as of a date, and how its place in the tree is read from its path."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from shared.clock import start_of
from shared.refusal import Conflict, Invalid, NotFound

FOREVER = datetime.max.replace(tzinfo=UTC)


class OrgUnitNotFound(NotFound):
    code = "org-unit-not-found"
    zh = "没有代码为{unit}的服务机构；刚刚设立的，请稍后再查。"
    en = "There is no org unit {unit}, or reporting has not learned of it yet."


class NoCentre(Conflict):
    code = "no-centre"
    zh = "截至{as_of}尚未设立县服务中心；刚刚设立的，请稍后再查。"
    en = "There was no service centre on {as_of}, or reporting has not learned of it yet."


class UnitNotNamed(Invalid):
    """The caller acts for several units apart from each other, so none can be taken for granted."""

    code = "unit-not-named"
    zh = "您负责多个机构，请用 unit 指明其一：{units}。"
    en = "You act for several units; name one of them as `unit`: {units}."


@dataclass(frozen=True, slots=True)
class Unit:
    """`kind`, `host_kind` and `name` are None where facts name a unit whose establishment has not arrived."""

    code: str
    path: str
    kind: str | None
    host_kind: str | None
    name: str | None
    closed_on: date | None


def end_of(known_on: date | None) -> datetime | None:
    """What was known by the end of a day, Asia/Shanghai, was recorded before this instant; None: all that is known."""
    return None if known_on is None else start_of(known_on + timedelta(days=1))


def code_of(path: str) -> str:
    """A unit's code is the last label of its path."""
    return path.rpartition(".")[2]


def parent_of(path: str) -> str:
    """The path of the unit above; "" for the centre."""
    return path.rpartition(".")[0]
