"""What is known of persons on a day."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.amounts.parameters import TABLES
from services.benefits.amounts.queries import find_tables, parameters_on
from services.benefits.conditions.domain import Known, Range, Verdict, leaves_of
from services.benefits.conditions.rules import read_condition
from services.benefits.directory.domain import PersonNotFound
from services.benefits.directory.queries import files_of_each, find_unit_of
from services.benefits.directory.tables import VETERAN
from services.benefits.eligibility.domain import Clause, Finding, Weighing, find
from services.benefits.eligibility.parameters import (
    AGE,
    AGES,
    AGES_OF_SURVIVORS,
    CATEGORIES,
    CLASS,
    CONTACT,
    ENROLLED,
    JOB_PUSH,
    OPTED_OUT,
    RELATIONS,
    ROLES,
    SURVIVOR_CLASS,
    SURVIVORS,
    VETERAN_CLASS,
)
from services.benefits.eligibility.tables import PERSON_FACT
from services.benefits.facts.domain import FileFacts
from services.benefits.facts.queries import find_file_facts
from services.benefits.jobs.domain import OPTED_OUT as STOPPED
from services.benefits.jobs.queries import LAST_WISH_FIRST
from services.benefits.jobs.tables import PREFERENCE
from services.benefits.programmes.domain import Rule, Version
from services.benefits.programmes.queries import in_force_on, list_versions
from services.benefits.programmes.tables import version_of
from services.benefits.training.domain import OFFERED
from services.benefits.training.tables import COURSE, ENROLMENT
from shared.entries.domain import REVOKED
from shared.http.dependencies import Reading
from shared.privacy.keyring import Keyring

SETS = (CATEGORIES, RELATIONS, ROLES)
FactsByPerson = Mapping[UUID, Mapping[str, Any]]
"""By person, facts by name."""


async def find_facts(
    connection: AsyncConnection, persons: Collection[UUID], on: date, keyring: Keyring
) -> Mapping[UUID, Mapping[str, Any]]:
    """By person, what is known of him as of a day: what events told, what his file says as far as it was asked for, and
    what is kept in books here.

    Of whom nothing is told stands nothing here, so that nothing about him is known.
    """
    told, files = await find_told(connection, persons, on), await find_file_facts(connection, persons, keyring)
    books = await _find_books(connection, persons, on)
    return {person: _all_of(told, files, books, person, on) for person in {*told, *files}}


def _all_of(
    told: FactsByPerson, files: Mapping[UUID, FileFacts], books: FactsByPerson, person_id: UUID, on: date
) -> Mapping[str, Any]:
    said = files[person_id].known_on(on) if person_id in files else {}
    known = {**said, **told.get(person_id, {})}
    return {**books[person_id], **known} if known else {}


async def _find_books(connection: AsyncConnection, persons: Collection[UUID], on: date) -> FactsByPerson:
    """By person, by whichever of his files: whether he takes part in a course that goes on, and what he does not wish
    to be told of by his last wish."""
    files, taken, wish = files_of_each(persons).c, ENROLMENT.c, PREFERENCE.c
    enrolled = (
        select(files.person_id)
        .join(ENROLMENT, taken.person_id == files.file_id)
        .join(COURSE, COURSE.c.entry_id == taken.course_id)
        .where(
            taken.state != REVOKED.code,
            taken.enrolled_on <= on,
            or_(taken.ended_on.is_(None), taken.ended_on > on),
            COURSE.c.ends_on >= on,
            COURSE.c.state == OFFERED,
        )
    )
    wished = select(files.person_id, wish.state, wish.opted_out_on).where(
        wish.person_id == files.file_id, wish.state != REVOKED.code, wish.wished_on <= on
    )
    last = wished.ext(distinct_on(files.person_id)).order_by(files.person_id, *LAST_WISH_FIRST).subquery().c
    stopped = select(last.person_id).where(last.state == STOPPED, last.opted_out_on <= on)
    taught, silent = set(await connection.scalars(enrolled)), set(await connection.scalars(stopped))
    return {
        person_id: {
            ENROLLED: person_id in taught,
            OPTED_OUT: frozenset({JOB_PUSH} if person_id in silent else ()),
        }
        for person_id in persons
    }


async def find_told(connection: AsyncConnection, persons: Collection[UUID], on: date) -> FactsByPerson:
    """By person, what events told of him as of a day. A file that was merged adds what it says to the one that goes
    on."""
    register = {row.veteran_id: row for row in await connection.execute(_register(persons))}
    values: dict[UUID, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in await connection.execute(_held(persons, on)):
        values[row.person_id][row.fact].add(row.value)
    found = {
        person_id: {**_standing(register.get(person_id), on), **_of_values(values[person_id])}
        for person_id in {*register, *values}
    }
    return {person_id: {**facts, **_class_of(facts)} for person_id, facts in found.items()}


async def find_entitlements(
    reading: Reading, person_id: UUID, on: date, keyring: Keyring
) -> list[tuple[Version, Finding]]:
    """What comes of each programme in force on the day, by its code. Raises `PersonNotFound`, also for one outside the
    caller's scope."""
    if await find_unit_of(reading.connection, reading.caller, person_id) is None:
        raise PersonNotFound
    return await entitlements_of(reading.connection, person_id, on, keyring)


async def entitlements_of(
    connection: AsyncConnection, person_id: UUID, on: date, keyring: Keyring
) -> list[tuple[Version, Finding]]:
    """The same, for who may ask about this person."""
    versions = [version_of(row) for row in await connection.execute(in_force_on(on))]
    known = await find_known(connection, person_id, on, keyring)
    ordered = sorted(versions, key=lambda version: version.programme_code)
    return [(version, find(weighing_of(version), known)) for version in ordered]


async def find_known(connection: AsyncConnection, person_id: UUID, on: date, keyring: Keyring) -> Known:
    """All that conditions may ask about a person, as of a day."""
    told, files = await find_told(connection, [person_id], on), await find_file_facts(connection, [person_id], keyring)
    salt = files[person_id].salt if person_id in files else ""
    parameters = parameters_on(await find_tables(connection), on)
    books = await _find_books(connection, [person_id], on)
    return Known(on, _all_of(told, files, books, person_id, on), parameters, salt)


async def find_failed(connection: AsyncConnection, programme_code: str, version: int, known: Known) -> Sequence[Rule]:
    """The rules of a version that what is known speaks against, in their order."""
    [own] = [each for each in await list_versions(connection, programme_code) if each.version == version]
    weighed = find(weighing_of(own), known).clauses
    failed = {code for code, each in weighed.items() if each.verdict is Verdict.FAILED}
    return [rule for rule in own.rules if rule.code in failed]


def weighing_of(version: Version) -> Weighing:
    """The rules of a version that have a condition; it was read when it was published."""
    read = [(rule.code, read_condition(rule.when, "", frozenset(TABLES))[0]) for rule in version.rules if rule.when]
    clauses = tuple(Clause(code, condition) for code, condition in read if condition is not None)
    return Weighing(version.programme_code, version.version, clauses)


def asks_for(version: Version, fact: str) -> bool:
    """Whether a rule of the version is weighed by the fact."""
    clauses = weighing_of(version).clauses
    return any(leaf.fact == fact for clause in clauses for leaf in leaves_of(clause.condition))


def _register(persons: Collection[UUID]) -> Any:
    return select(VETERAN).where(VETERAN.c.veteran_id == func.any(list(persons)))


def _held(persons: Collection[UUID], on: date) -> Any:
    held, known = PERSON_FACT.c, files_of_each(persons).c
    return (
        select(known.person_id, held.fact, held.value)
        .where(known.file_id == held.person_id)
        .where(or_(held.since.is_(None), held.since <= on), or_(held.until.is_(None), held.until > on))
    )


def _standing(row: Row[Any] | None, on: date) -> dict[str, Any]:
    if row is None:
        return {}
    is_dead = row.deceased_on is not None and row.deceased_on <= on
    is_void = row.deregistered_on is not None and row.deregistered_on <= on
    is_away = row.away_since is not None and row.away_since <= on
    return {
        "person.status": "deceased" if is_dead else "living",
        "veteran.record": "deregistered" if is_void else "transferred-out" if is_away else "registered",
        "domicile.county": None if is_away else row.org_path.partition(".")[0],
    }


def _of_values(values: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    sets = {fact: frozenset(values.get(fact, ())) for fact in SETS}
    reached = max((int(age) for age in values.get(AGE, ())), default=0)
    would_be_told = AGES | (AGES_OF_SURVIVORS if sets[CATEGORIES] & SURVIVORS else frozenset())
    following = min((age for age in would_be_told if age > reached), default=None)
    contact: dict[str, Any] = {CONTACT: True} if values.get(CONTACT) else {}
    return {**sets, **contact, AGE: Range(reached, following - 1 if following is not None else None)}


def _class_of(facts: Mapping[str, Any]) -> dict[str, str]:
    """Whom aid is for: who was rightly registered, and survivors; of the family of one who serves only papers say."""
    if facts.get("veteran.record", "deregistered") != "deregistered":
        return {CLASS: VETERAN_CLASS}
    return {CLASS: SURVIVOR_CLASS} if SURVIVORS & facts[CATEGORIES] else {}
