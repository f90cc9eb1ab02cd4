"""A unit of the service network as of a date, and how its place in the tree is read from its path."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from shared.clock import start_of
from shared.places import Move, Tree
from shared.refusal import Conflict, FieldFault, Invalid, NotFound

NEVER = datetime.min.replace(tzinfo=UTC)
FOREVER = datetime.max.replace(tzinfo=UTC)


class OrgUnitNotFound(NotFound):
    code = "org-unit-not-found"
    zh = "没有代码为{unit}的服务机构；刚刚设立的，请稍后再查。"
    en = "There is no org unit {unit}, or reporting has not learned of it yet."


class NoCentre(Conflict):
    code = "no-centre"
    zh = "截至{as_of}尚未设立县服务中心；刚刚设立的，请稍后再查。"
    en = "There was no service centre on {as_of}, or reporting has not learned of it yet."


class DayToCome(Invalid):
    """What is not over is not counted, and what is to come cannot be complete."""

    code = "day-to-come"
    zh = "{as_of}尚未到来，没有当日数字。"
    en = "{as_of} has not come yet; there are no figures of it."


def day_asked_for(as_of: date | None, today: date) -> date:
    """The last day counted: today where none is asked for. Raises `DayToCome`."""
    if as_of is not None and as_of > today:
        fault = FieldFault("as_of", "day-to-come", "这一天尚未到来。", "That day has not come yet.")
        raise DayToCome(as_of=as_of, fields=[fault])
    return as_of or today


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

    @property
    def called(self) -> str:
        """Its name on the day; its code while its establishment is under way."""
        return self.name or self.code

    def stands_on(self, day: date) -> bool:
        """At the end of it: `closed_on` is the first day on which it does not."""
        return self.closed_on is None or self.closed_on > day


@dataclass(frozen=True, slots=True)
class Around:
    """A unit, those above it from the centre down, and those directly below it in order of code, closed or still to be
    established."""

    unit: Unit
    above: Sequence[Unit]
    below: Sequence[Unit]


def around(code: str, found: Sequence[Unit]) -> Around:
    """From the unit with this code and those around it, in order of code. Raises OrgUnitNotFound."""
    unit = next((each for each in found if each.code == code), None)
    if unit is None:
        raise OrgUnitNotFound(unit=code)
    above = [each for each in found if depth_of(each) < depth_of(unit)]
    return Around(unit, sorted(above, key=depth_of), [each for each in found if depth_of(each) > depth_of(unit)])


def depth_of(unit: Unit) -> int:
    """How many units it lies below."""
    return unit.path.count(".")


def end_of(known_on: date | None) -> datetime | None:
    """What was known by the end of a day, Asia/Shanghai, was recorded before this instant; None: all that is known."""
    return None if known_on is None else start_of(known_on + timedelta(days=1))


def code_of(path: str) -> str:
    """A unit's code is the last label of its path."""
    return path.rpartition(".")[2]


def parent_of(path: str) -> str:
    """The path of the unit above; "" for the centre."""
    return path.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class ToldMove:
    """A move of a unit, when it was recorded, and when it was found to be none."""

    move: Move
    known_at: datetime
    revoked_at: datetime | None = None


class Moves:
    """All moves ever told, in the order in which they were, and the tree as it was known at any instant."""

    def __init__(self, told: Sequence[ToldMove]) -> None:
        self._told = told
        self._trees: dict[datetime, Tree] = {}

    def __bool__(self) -> bool:
        return bool(self._told)

    def concern(self, path: str) -> bool:
        return self.tree_at(FOREVER).concerns(path)

    def instants_after(self, instant: datetime) -> list[datetime]:
        """When the tree became another one to whoever looks at it."""
        told = {each.known_at for each in self._told} | {each.revoked_at for each in self._told if each.revoked_at}
        return sorted(each for each in told if each > instant)

    def tree_at(self, instant: datetime) -> Tree:
        """By what was recorded until then."""
        if instant not in self._trees:
            held = (
                each.move
                for each in self._told
                if each.known_at <= instant and (each.revoked_at is None or each.revoked_at > instant)
            )
            self._trees[instant] = Tree((each.move for each in self._told), held)
        return self._trees[instant]

    def together_with(self, codes: Iterable[str]) -> frozenset[str]:
        """These units, and the moved ones that were ever above or below one of them."""
        found = set(codes)
        while (
            grown := {
                each.move.org_code
                for each in self._told
                if found.intersection(f"{each.move.from_path}.{each.move.to_path}".split("."))
            }
            - found
        ):
            found |= grown
        return frozenset(found)


def places(paths: Iterable[str], moves: Moves) -> Iterator[tuple[str, datetime, date, str]]:
    """Code, since when it is known, since when it holds, path: of units that ever stood elsewhere than where they were
    established. What is known at an instant is whole, and begins with the first place."""
    for path in paths:
        if not moves.concern(path):
            continue
        for known_at in moves.instants_after(NEVER):
            tree, last = moves.tree_at(known_at), ""
            for day in (date.min, *tree.days_after(date.min)):
                if (place := tree.path_on(path, day)) != last:
                    yield code_of(path), known_at, day, place
                    last = place
