"""Registry's events folded into the directory: one statement per kind of event and batch."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.directory.domain import TERMS, Terms
from services.benefits.directory.tables import MEDIATOR, MERGED_VETERAN, ORG_UNIT, VETERAN
from shared.auth.moved import MOVES, follow
from shared.database.bulk import arrays
from shared.events.contract import Event
from shared.events.registry import (
    DeathRecordRevoked,
    DeregistrationRevoked,
    OrgUnitClosed,
    OrgUnitCorrected,
    OrgUnitEstablished,
    OrgUnitRenamed,
    PersonErased,
    RelocationRevoked,
    TransferRevoked,
    VeteranDeceased,
    VeteranDeregistered,
    VeteranRegistered,
    VeteranRelocated,
    VeteransMerged,
    VeteransUnmerged,
    VeteranTransferOutCompleted,
    VeteranTransferredIn,
)
from shared.events.registry.org_units import OrgUnitClosureRevoked
from shared.inbox.projection import Delivered, Projection

Changes = tuple[tuple[TextClause, dict[str, list[Any]]], ...]


def _every(_event: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Fold:
    """How one contract changes the directory. `columns` are bound as arrays; the first is the event's key.

    They are fields of the event, or `synthetic` of its envelope.
    """

    contract: type[Event]
    columns: tuple[str, ...]
    statement: TextClause
    concerns: Callable[[Any], bool] = _every

    def values(self, delivered: Sequence[Delivered[Event]]) -> dict[str, list[Any]]:
        """The events of this contract by column; of several with one key the last stands."""
        mine = [each for each in delivered if type(each.event) is self.contract and self.concerns(each.event)]
        last = {getattr(each.event, self.columns[0]): each for each in mine}
        return arrays(self.columns, ([_value(each, column) for column in self.columns] for each in last.values()))


def _value(delivered: Delivered[Event], column: str) -> Any:
    return delivered.synthetic if column == "synthetic" else getattr(delivered.event, column)


# The order matters inside a batch: what begins a thing stands before what changes it.
FOLDS: tuple[Fold, ...] = (
    Fold(
        OrgUnitEstablished,
        ("org_code", "org_path", "kind", "name"),
        text("""
            INSERT INTO org_unit (org_code, org_path, kind, name)
            SELECT code, standing_at(path), kind, name
            FROM unnest(CAST(:org_code AS text[]), CAST(:org_path AS text[]), CAST(:kind AS text[]),
                        CAST(:name AS text[])) e (code, path, kind, name)
            ON CONFLICT (org_code) DO NOTHING
        """),
    ),
    Fold(
        VeteranRegistered,
        ("person_id", "org_code", "org_path", "synthetic"),
        text("""
            INSERT INTO veteran (veteran_id, org_code, org_path, synthetic)
            SELECT id, code, standing_at(path), synthetic
            FROM unnest(CAST(:person_id AS uuid[]), CAST(:org_code AS text[]), CAST(:org_path AS text[]),
                        CAST(:synthetic AS boolean[])) e (id, code, path, synthetic)
            ON CONFLICT (veteran_id) DO NOTHING
        """),
    ),
)


_NAMES = text("""
    UPDATE org_unit SET name = e.name
    FROM unnest(CAST(:codes AS text[]), CAST(:names AS text[])) e (code, name)
    WHERE org_unit.org_code = e.code
""")
_CLOSURES = text("""
    UPDATE org_unit SET closed_on = e.closed_on
    FROM unnest(CAST(:org_codes AS text[]), CAST(:days AS date[])) e (code, closed_on)
    WHERE org_unit.org_code = e.code
""")
_DEATHS = text("""
    UPDATE veteran SET deceased_on = e.died_on
    FROM unnest(CAST(:person_ids AS uuid[]), CAST(:days AS date[])) e (id, died_on)
    WHERE veteran.veteran_id = e.id
""")


_DEREGISTRATIONS = text("""
    UPDATE veteran SET deregistered_on = e.effective_on
    FROM unnest(CAST(:person_ids AS uuid[]), CAST(:days AS date[])) e (id, effective_on)
    WHERE veteran.veteran_id = e.id
""")


_MERGED = text("""
    INSERT INTO merged_veteran (veteran_id, merged_into)
    SELECT * FROM unnest(CAST(:files AS uuid[]), CAST(:survivors AS uuid[]))
    ON CONFLICT (veteran_id) DO UPDATE SET merged_into = excluded.merged_into
""")
_UNMERGED = text("DELETE FROM merged_veteran WHERE veteran_id = ANY (CAST(:files AS uuid[]))")
_DOMICILES = text("""
    UPDATE veteran SET org_code = e.code, org_path = standing_at(e.path)
    FROM unnest(CAST(:persons AS uuid[]), CAST(:codes AS text[]), CAST(:paths AS text[])) e (id, code, path)
    WHERE veteran.veteran_id = e.id
""")
_RESIDENCES = text("""
    UPDATE veteran SET residence_path = standing_at(e.path)
    FROM unnest(CAST(:persons AS uuid[]), CAST(:codes AS text[]), CAST(:paths AS text[])) e (id, code, path)
    WHERE veteran.veteran_id = e.id
""")


_ABSENCES = text("""
    UPDATE veteran SET away_since = e.day
    FROM unnest(CAST(:person_ids AS uuid[]), CAST(:days AS date[])) e (id, day)
    WHERE veteran.veteran_id = e.id
""")


_MEDIATORS = text("""
    INSERT INTO mediator (role_id, veteran_id, org_code, org_path, assumed_on, ended_on)
    SELECT role, person, code, standing_at(path), assumed_on, ended_on
    FROM unnest(CAST(:roles AS uuid[]), CAST(:persons AS uuid[]), CAST(:codes AS text[]), CAST(:paths AS text[]),
                CAST(:since AS date[]), CAST(:until AS date[])) e (role, person, code, path, assumed_on, ended_on)
    ON CONFLICT (role_id) DO UPDATE SET org_code = excluded.org_code, org_path = excluded.org_path,
        assumed_on = excluded.assumed_on, ended_on = excluded.ended_on
""")
_ENDS = text("""
    UPDATE mediator SET ended_on = e.ended_on
    FROM unnest(CAST(:roles AS uuid[]), CAST(:days AS date[])) e (role, ended_on)
    WHERE mediator.role_id = e.role
""")
_NO_MEDIATORS = text("DELETE FROM mediator WHERE role_id = ANY (CAST(:roles AS uuid[]))")


_ERASED = text("UPDATE veteran SET erased = true WHERE veteran_id = ANY (CAST(:persons AS uuid[]))")


# Of several in a batch the last stands.
RENAMED = (OrgUnitRenamed, OrgUnitCorrected)
# The day that holds of a person or a unit since the last of these events: in the field named, or none.
Days = Mapping[type[Event], str | None]
CLOSURES: Days = {OrgUnitClosed: "closed_on", OrgUnitClosureRevoked: None}
DEATHS: Days = {VeteranDeceased: "death_date", DeathRecordRevoked: None}
DEREGISTRATIONS: Days = {VeteranDeregistered: "effective_on", DeregistrationRevoked: None}
ABSENCES: Days = {  # in another county
    VeteranTransferOutCompleted: "effective_on", VeteranTransferredIn: None, TransferRevoked: "away_since",
}  # fmt: skip
# Every path that the directory keeps.
PATHS = (ORG_UNIT.c.org_path, VETERAN.c.org_path, VETERAN.c.residence_path, MEDIATOR.c.org_path)


def last_days(delivered: Sequence[Delivered[Event]], days: Days, key: str) -> dict[str, list[Any]]:
    """Of several events of one the last stands."""
    told = {
        getattr(each.event, key): getattr(each.event, field) if (field := days[type(each.event)]) else None
        for each in delivered
        if type(each.event) in days
    }
    return arrays((f"{key}s", "days"), told.items())


def moves(delivered: Sequence[Delivered[Event]], kind: str) -> dict[str, list[Any]]:
    """Which unit persons are with from now on: the last of a person's events of this kind stands."""
    last: dict[Any, tuple[str | None, str | None]] = {}
    for each in delivered:
        if isinstance(each.event, VeteranRelocated | RelocationRevoked) and each.event.kind == kind:
            last[each.event.person_id] = each.event.to_org_code, each.event.to_org_path
        elif isinstance(each.event, VeteranTransferredIn | TransferRevoked) and kind == "domicile":
            last[each.event.person_id] = each.event.org_code, each.event.org_path
    return arrays(("persons", "codes", "paths"), ((person_id, *unit) for person_id, unit in last.items()))


def mediators(delivered: Sequence[Delivered[Event]]) -> Changes:
    """Who may mediate, as a batch tells it, in the order in which it holds."""
    told = Terms()
    for each in delivered:
        told.say(each.event)
    columns = ("roles", "persons", "codes", "paths", "since", "until")
    return (
        (_NO_MEDIATORS, {"roles": list(told.none)}),
        (_MEDIATORS, arrays(columns, ((role, *term) for role, term in told.whole.items()))),
        (_ENDS, arrays(("roles", "days"), told.ends.items())),
    )


def merges(delivered: Sequence[Delivered[Event]]) -> dict[Any, Any]:
    """Where files lead that were merged, None for those that stand by themselves again: the last of a file's events
    stands. What is told on the survivor's stream is left to the other's."""
    told: dict[Any, Any] = {}
    for each in delivered:
        event = each.event
        if isinstance(event, VeteransMerged | VeteransUnmerged) and event.person_id == event.merged_id:
            told[event.merged_id] = event.surviving_id if isinstance(event, VeteransMerged) else None
    return told


async def _keep_units(connection: AsyncConnection, delivered: Sequence[Delivered[Event]]) -> None:
    """What units are called, and where they and theirs stand."""
    if any(isinstance(each.event, MOVES) for each in delivered):
        await follow(connection, *PATHS)
    called = {each.event.org_code: each.event.name for each in delivered if isinstance(each.event, RENAMED)}
    if called:
        await connection.execute(_NAMES, arrays(("codes", "names"), sorted(called.items())))


async def apply(connection: AsyncConnection, delivered: Sequence[Delivered[Event]]) -> None:
    """Fold a slice of a batch; applying it again changes nothing."""
    for fold in FOLDS:
        values = fold.values(delivered)
        if values[fold.columns[0]]:
            await connection.execute(fold.statement, values)
    await _keep_units(connection, delivered)
    changes = (
        *mediators(delivered),
        (_CLOSURES, last_days(delivered, CLOSURES, "org_code")),
        (_DEATHS, last_days(delivered, DEATHS, "person_id")),
        (_DEREGISTRATIONS, last_days(delivered, DEREGISTRATIONS, "person_id")),
        (_DOMICILES, moves(delivered, "domicile")),
        (_RESIDENCES, moves(delivered, "residence")),
        (_ABSENCES, last_days(delivered, ABSENCES, "person_id")),
        (_ERASED, {"persons": [each.event.person_id for each in delivered if isinstance(each.event, PersonErased)]}),
    )
    for statement, told in changes:
        if next(iter(told.values())):
            await connection.execute(statement, told)
    led = merges(delivered)
    if led:
        await connection.execute(_UNMERGED, {"files": list(led)})
        merged = [(file, survivor) for file, survivor in led.items() if survivor is not None]
        await connection.execute(_MERGED, arrays(("files", "survivors"), merged))


DIRECTORY = Projection(
    name="directory",
    contracts=(
        *(fold.contract for fold in FOLDS),
        *RENAMED,
        *MOVES,
        *TERMS,
        *CLOSURES,
        *DEATHS,
        *DEREGISTRATIONS,
        *ABSENCES,
        VeteranRelocated,
        RelocationRevoked,
        VeteransMerged,
        VeteransUnmerged,
        PersonErased,
    ),
    apply=apply,
    tables=(VETERAN, MERGED_VETERAN, ORG_UNIT, MEDIATOR),
)
