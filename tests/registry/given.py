"""What tests of the registry start from: somebody who acts, a county's places, and what the outbox holds."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.commands import activate_account, issue_activation, open_account
from services.registry.accounts.domain.secrets import Slip
from services.registry.divisions.commands import import_divisions
from services.registry.handovers.commands import confirm_handover
from services.registry.network.commands import establish_org_unit
from services.registry.network.domain import HostKind, OrgUnit, UnitKind
from services.registry.network.rules import Proposal
from services.registry.party.commands import establish_party_organisation
from services.registry.party.domain import PartyKind, PartyOrganisation, ProposedOrganisation
from shared.auth.caller import Caller, Grant
from shared.auth.roles import Role
from shared.command import Work
from shared.ids import new_id
from shared.privacy.keyring import Keyring, Keys
from tests.copied import Copied
from tests.given import MASTER_KEY, SEARCH_KEY

NOW = datetime(2019, 4, 30, 8, 0, tzinfo=UTC)
TODAY = date(2019, 4, 30)
SINCE = date(2019, 3, 1)
CENTRE_CODE = "411329"
PASSWORD = "correct horse battery staple"
KEYRING = Keyring(Keys([SecretStr(MASTER_KEY)], (SecretStr(SEARCH_KEY), None)))

DIVISIONS = """code,name,parent_code,level
411329,新野县,4113,county
411329104,施庵镇,411329,town
411329104210,东杨营村,411329104,village
411329104211,西杨营村,411329104,village
411329105,歪子镇,411329,town
411329105200,前高村,411329105,village
"""


def given_work(
    engine: AsyncEngine, role: Role = Role.CENTRE_STAFF, path: str = CENTRE_CODE, *, now: datetime = NOW
) -> Work:
    """Somebody who holds this role over this part of the network."""
    grant = Grant(new_id(), role, path, "测试")
    return Work(engine, Caller(new_id(), (grant,), "zh-CN", "192.0.2.1"), now)


def given_deputy(work: Work) -> Work:
    """Somebody who stands in for who calls with that."""
    lender = work.caller.account_id
    lent = tuple(replace(each, grant_id=new_id(), on_behalf_of=lender) for each in work.caller.grants)
    return replace(work, caller=Caller(new_id(), lent, "zh-CN", "192.0.2.1"))


async def given_divisions(engine: AsyncEngine) -> None:
    """A county with two towns and three villages."""
    await import_divisions(given_work(engine), content=DIVISIONS.encode())


async def given_unit(
    engine: AsyncEngine,
    code: str,
    kind: UnitKind,
    host_kind: HostKind,
    parent_code: str | None = None,
) -> OrgUnit:
    """A unit of the network; its division, where it has one, must be known."""
    division_code = None if host_kind is HostKind.COUNTY_DIRECT_UNIT else code
    proposal = Proposal(code, kind, host_kind, f"{code}服务机构", parent_code, division_code, SINCE)
    return await establish_org_unit(given_work(engine), proposal)


async def given_network(engine: AsyncEngine) -> None:
    """The centre; two township stations with a room each; a unit's station with a room."""
    await NETWORK.given(engine)


async def built_network(engine: AsyncEngine) -> None:
    """The same, by the commands of whoever sets it up."""
    await given_divisions(engine)
    await given_unit(engine, "411329", UnitKind.CENTRE, HostKind.COUNTY)
    await given_unit(engine, "411329104", UnitKind.STATION, HostKind.TOWNSHIP, "411329")
    await given_unit(engine, "411329104210", UnitKind.ROOM, HostKind.VILLAGE, "411329104")
    await given_unit(engine, "411329105", UnitKind.STATION, HostKind.TOWNSHIP, "411329")
    await given_unit(engine, "411329105200", UnitKind.ROOM, HostKind.VILLAGE, "411329105")
    await given_unit(engine, "411329U01", UnitKind.STATION, HostKind.COUNTY_DIRECT_UNIT, "411329")
    await given_unit(engine, "411329U01R01", UnitKind.ROOM, HostKind.COUNTY_DIRECT_UNIT, "411329U01")


NETWORK = Copied(built_network, ("division", "org_unit", "org_unit_term", "audit", "outbox"))


async def given_party(
    engine: AsyncEngine, kind: PartyKind, mirror_of: str, more: str = "", *, on: date = SINCE
) -> PartyOrganisation:
    """The branch of a station or the group of a room; `more` ends its code, where that of the first is taken."""
    code = f"{mirror_of}-{'DZB' if kind is PartyKind.BRANCH else 'DXZ'}{more}"
    proposed = ProposedOrganisation(code, kind, f"{mirror_of}党组织", mirror_of, on)
    return await establish_party_organisation(given_work(engine), proposed)


async def given_account(engine: AsyncEngine, username: str = "station-clerk") -> UUID:
    """An active account without grants, whose password is PASSWORD."""
    work = given_work(engine, Role.SYSTEM_ADMINISTRATOR)
    account_id = await open_account(work, username=username, display_name="办事员")
    slip = await issue_activation(work, account_id, reason="新开账号")
    await activating(engine, slip)
    await confirming(given_work(engine, Role.SECURITY_ADMINISTRATOR), account_id)
    return account_id


async def confirming(work: Work, account_id: UUID) -> None:
    """A second person says that the holder chose the password himself."""
    await confirm_handover(work, account_id, centre_code=CENTRE_CODE)


async def activating(
    engine: AsyncEngine, slip: Slip, *, secret: str = "", password: str = PASSWORD, now: datetime = NOW
) -> None:
    """The holder chooses his password, with the slip's secret unless it is another."""
    await activate_account(
        given_work(engine, now=now),
        keyring=KEYRING,
        username=slip.username,
        secret=SecretStr(secret or slip.secret),
        password=SecretStr(password),
    )


async def published(engine: AsyncEngine, name: str = "") -> list[tuple[str, int, dict[str, Any]]]:
    """What the outbox holds in order: short name, sequence, data; only events called `name` when one is given."""
    rows = await _rows(engine, "SELECT type, aggregate_version, payload FROM outbox ORDER BY id")
    events = [(kind.split(".")[3], version, msgspec.json.decode(payload)) for kind, version, payload in rows]
    return [event for event in events if name in {"", event[0]}]


async def audited(engine: AsyncEngine, action: str) -> list[tuple[str, str]]:
    """Subject and result of every audit row of this action, in order."""
    rows = await _rows(engine, "SELECT action, subject, result FROM audit ORDER BY audit_id")
    return [(subject, result) for done, subject, result in rows if done == action]


async def _rows(engine: AsyncEngine, statement: str) -> Sequence[Sequence[Any]]:
    async with engine.connect() as connection:
        return [tuple(row) for row in (await connection.execute(text(statement))).all()]
