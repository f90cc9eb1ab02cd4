"""Looking for persons by the identity number, or by the name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.registry.veterans.commands.enrolment import find_registered
from services.registry.veterans.commands.name_tokens import digest_of, tokens_sought
from services.registry.veterans.commands.sealing import number_hashes
from services.registry.veterans.domain.name_terms import SoughtName
from services.registry.veterans.queries.files import VeteranNotFound, WantedFiles, fetch_files, may_see
from shared.auth.caller import OutOfScope
from shared.command import Transaction, Work, command
from shared.command.hourly import limit_hourly
from shared.command.many import in_turn
from shared.http.dependencies import Reading
from shared.http.pages import Page
from shared.privacy.keyring import Keyring
from shared.privacy.personal import IdNumber
from shared.refusal import TooMany
from shared.trail.queries import said


class TooManyNameSearches(TooMany):
    """Whoever tries names one after the other finds out what masks hide."""

    code = "too-many-name-searches"
    zh = "一小时内按姓名查询不得超过{most}次，请稍后再试。"
    en = "Searches by name are limited to {most} an hour; try again later."


class TooManySearches(TooMany):
    """Whoever tries numbers one after the other finds out whose they are."""

    code = "too-many-searches"
    zh = "一小时内按身份证号查询不得超过{most}次，请稍后再试。"
    en = "Searches by identity number are limited to {most} an hour; try again later."


# Whatever answers otherwise to a number that is known counts together.
TELL_OF_A_NUMBER = frozenset(
    {
        "search-by-number",
        "record-relation",
        "authorise-proxy",
        "record-recipient",
        "propose-identity-correction",
        "propose-companion-correction",
        "name-case-party",
        "correct-case-party",
        "correct-party-identity",
        "search-case-parties",
    }
)
# Of a list only the numbers that are nobody's: who guesses has many of these, a ledger few.
TELL_OF_A_LIST = frozenset({"look-up-number"})


@dataclass(frozen=True, slots=True)
class LookedUp:
    """Whose a number of a list is. Not `is_looked_up`: as many as an hour allows were nobody's before it."""

    veteran_id: UUID | None
    is_looked_up: bool


async def limit_searches(tx: Transaction, most_an_hour: int) -> None:
    """Part of each command that answers otherwise to a number that is known. Raises `TooManySearches`."""
    await limit_hourly(tx, most_an_hour, TooManySearches, counted_with=TELL_OF_A_NUMBER, in_vain=TELL_OF_A_LIST)


@command(keeps_answer=False)
async def search_by_number(
    tx: Transaction, number: IdNumber, *, keyring: Keyring, most_an_hour: int
) -> UUID | None:  # fmt: skip
    """The id of the person with this number, of 18 characters; None for one that the caller may not read as for nobody.

    The audit tells the two apart. Each search counts.
    Raises `TooManySearches`.
    """
    return await _find(tx, number, keyring=keyring, most_an_hour=most_an_hour)


async def look_up_numbers(
    work: Work, numbers: Sequence[IdNumber], *, keyring: Keyring, most_an_hour: int
) -> list[LookedUp]:
    """The same of the numbers of a list, in their order, of 18 characters each. One that is found does not count; once
    as many as an hour allows were nobody's, no more are looked up."""

    # What shares a commit may be done again from its first on, so that a place is kept, not that it has come.
    last = len(numbers)

    async def look_up(work: Work, numbered: tuple[int, IdNumber]) -> LookedUp:
        nonlocal last
        place, number = numbered
        if place > last:
            return LookedUp(None, False)
        try:
            return LookedUp(await look_up_number(work, number, keyring=keyring, most_an_hour=most_an_hour), True)
        except TooManySearches:
            last = place
            return LookedUp(None, False)

    return await in_turn(replace(work, idempotency=None), list(enumerate(numbers)), look_up)


@command(keeps_answer=False)
async def look_up_number(
    tx: Transaction, number: IdNumber, *, keyring: Keyring, most_an_hour: int
) -> UUID | None:  # fmt: skip
    """One of them. Raises `TooManySearches`."""
    return await _find(tx, number, keyring=keyring, most_an_hour=most_an_hour)


async def _find(tx: Transaction, number: IdNumber, *, keyring: Keyring, most_an_hour: int) -> UUID | None:
    await limit_searches(tx, most_an_hour)
    hashes = number_hashes(keyring, number)
    found = (await find_registered(tx.connection, [hashes])).get(hashes)
    if found is None or not found.is_registered:
        tx.concerns("", result=VeteranNotFound.code)
        return None
    covered = may_see(tx.caller, found.org_path, found.residence_path)
    tx.concerns(f"veteran {found.veteran_id}", **({} if covered else {"result": OutOfScope.code}))
    return found.veteran_id if covered else None


@command(keeps_answer=False)
async def search_by_name(
    tx: Transaction,
    sought: SoughtName,
    unit: str | None,
    cursor: str | None,
    limit: int,
    *,
    view: Callable[[Row[Any]], Any],
    keyring: Keyring,
    most_an_hour: int,
) -> Page[Any]:
    """The files in the caller's scope whose names have what is sought, at and below the unit if one is given.

    The audit says how much of a name was sought, and by a digest whether it was the same again. Each page counts.
    Raises `TooManyNameSearches`, `OrgUnitNotFound`.
    """
    tx.concerns(said(**{sought.kind: len(sought.signs)}, digest=digest_of(sought, keyring), unit=unit))
    await limit_hourly(tx, most_an_hour, TooManyNameSearches)
    wanted = WantedFiles(unit, tokens=tokens_sought(sought, keyring))
    return await fetch_files(Reading(tx.connection, tx.caller, tx.now), wanted, cursor, limit, view=view)
