"""Looking for a person by the identity number."""

from uuid import UUID

from services.registry.veterans.commands.enrolment import find_registered
from services.registry.veterans.commands.sealing import number_hashes
from services.registry.veterans.queries.files import VeteranNotFound
from shared.auth.caller import OutOfScope
from shared.command import Transaction, command
from shared.command.hourly import limit_hourly
from shared.privacy.keyring import Keyring
from shared.privacy.personal import IdNumber
from shared.refusal import TooMany


class TooManySearches(TooMany):
    """Whoever tries numbers one after the other finds out whose they are."""

    code = "too-many-searches"
    zh = "一小时内按身份证号查询不得超过{most}次，请稍后再试。"
    en = "Searches by identity number are limited to {most} an hour; try again later."


@command(keeps_answer=False)
async def search_by_number(
    tx: Transaction, number: IdNumber, *, keyring: Keyring, most_an_hour: int
) -> UUID | None:  # fmt: skip
    """The id of the person with this number, of 18 characters; None for one that the caller may not read as for nobody.

    The audit tells the two apart. Each search counts.
    Raises `TooManySearches`.
    """
    await limit_hourly(tx, most_an_hour, TooManySearches)
    hashes = number_hashes(keyring, number)
    found = (await find_registered(tx.connection, [hashes])).get(hashes)
    if found is None:
        tx.concerns("", result=VeteranNotFound.code)
        return None
    covered = tx.caller.covers(found.org_path)
    tx.concerns(f"veteran {found.veteran_id}", **({} if covered else {"result": OutOfScope.code}))
    return found.veteran_id if covered else None
