"""Somebody of whom everything is known that can be, in every service, and the day when it may be erased."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.queries import find_account_of
from services.registry.attachments.parameters import Kind
from services.registry.corrections.commands import (
    confirm_identity_correction,
    correct_field,
    propose_identity_correction,
)
from services.registry.corrections.commands.correcting import Correction
from services.registry.corrections.commands.proposing import Wanted
from services.registry.corrections.parameters import IdentityKind
from services.registry.deaths.commands import Reported, record_death
from services.registry.erasures.commands import confirm_erasure, propose_erasure
from services.registry.erasures.domain import file_number_of
from services.registry.second_factor.commands import begin_enrolment
from services.registry.self_accounts.commands import open_self_account
from shared.auth.caller import Caller
from shared.auth.projection import EPOCHS, GRANTS
from shared.auth.roles import Role
from shared.command import Work
from shared.events.catalogue import find_type
from shared.events.envelope import decode_data
from shared.inbox.projection import Delivered
from shared.privacy.personal import Personal
from shared.service.assembly import projections_of
from shared.service.room import Service
from tests.registry.attachments.given import attaching, jpeg, pdf
from tests.registry.categories.given import given_recognised
from tests.registry.contacts.given import verifying
from tests.registry.families.given import relating
from tests.registry.given import CENTRE_CODE, KEYRING, NOW, given_work
from tests.registry.issuers.given import given_bound
from tests.registry.notices.given import message, taken
from tests.registry.persons import REGISTRAR, given_number, given_veteran

DIED = date(2009, 4, 30)  # ten years before the day on which the tests work
YEARS = 10
LATER = timedelta(days=183)  # half a year: what was recorded on that day can be challenged no more
DOCUMENT = "县档〔2019〕3号"
# What the file says in clear nowhere: each value stands in no other test.
PERSONAL: dict[str, Any] = {
    "name": "欧阳卓群",
    "former_name": "欧阳铁柱",
    "domicile_address": "施庵镇东杨营村十七组",
    "residence_address": "朝阳路八十八号院",
    "mobile": "19900007311",
    "other_phone": "19900007312",
    "guardian_name": "欧阳建业",
    "guardian_phone": "19900007313",
    "employer_name": "白河水泥制品厂",
    "employer_phone": "0377-66997314",
    "bank_name": "白河信用社",
    "bank_account_name": "欧阳卓群",
    "bank_account": "6222021714990007315",
    "discharge_certificate": "豫退字第7316号",
    "merits": "一九八三年抗洪三等功",
}
NUMBER, RIGHT_NUMBER, HIS_WIFE, HER_NAME = given_number(731), given_number(732), given_number(734), "司马兰芝"
SENSITIVE: dict[str, Any] = {"health_code": "2", "monthly_income_fen": "731.16"}


def centre(engine: AsyncEngine, *, later: timedelta = LATER) -> Work:
    """Who proposes, when what was recorded has stood long enough."""
    return given_work(engine, now=NOW + later)


def leader(engine: AsyncEngine, path: str = CENTRE_CODE, *, later: timedelta = LATER) -> Work:
    """Who confirms, at the same time."""
    return given_work(engine, Role.BUREAU_LEADER, path, now=NOW + later)


async def given_life(engine: AsyncEngine) -> UUID:
    """Somebody whose file has every personal field, was corrected, whose number is verified, who has an account, and of
    whom there is a photograph and evidence."""
    veteran_id = await given_veteran(
        engine, id_number=NUMBER, birth_on="1959-07-31", registered_on="2019-03-01", **PERSONAL, **SENSITIVE
    )
    clerk = given_work(engine)
    await taken(engine, message(id_number=NUMBER, name=PERSONAL["name"]))
    said = Correction("residence_address", Personal("解放路七十四号"), None, "本人申报")
    await correct_field(clerk, veteran_id, said, registrar=REGISTRAR)
    said = Correction("health_code", Personal("1"), None, "体检")
    await correct_field(clerk, veteran_id, said, registrar=REGISTRAR)
    wanted = Wanted(IdentityKind.ID_NUMBER, Personal(RIGHT_NUMBER), "household-register", "户字第1号")
    proposed = await propose_identity_correction(clerk, veteran_id, wanted, registrar=REGISTRAR, most_an_hour=60)
    await confirm_identity_correction(
        given_work(engine), proposed, typed=Personal(RIGHT_NUMBER), registrar=REGISTRAR
    )  # fmt: skip
    await relating(clerk, veteran_id, number=HIS_WIFE, name=HER_NAME)
    await given_recognised(engine, veteran_id)
    await verifying(clerk, veteran_id, PERSONAL["mobile"])
    await attaching(clerk, Kind.PHOTOGRAPH, veteran_id, jpeg())
    await attaching(clerk, Kind.REGISTRATION, veteran_id, pdf(PERSONAL["discharge_certificate"]))
    await open_self_account(clerk, veteran_id)
    async with engine.connect() as connection:
        account = await find_account_of(connection, veteran_id)
    assert account is not None
    holder = Work(engine, Caller(account.account_id, ()), NOW)
    await begin_enrolment(holder, keyring=KEYRING, issuer="测试")
    await given_bound(engine, "city", account.account_id, "ouyang.zhuoqun", is_confirmed=False)
    return veteran_id


async def given_dead(engine: AsyncEngine, veteran_id: UUID, on: date = DIED) -> None:
    await record_death(
        given_work(engine), veteran_id, Reported(on, "medical-certificate", "死亡证第1号"), keyring=KEYRING
    )  # fmt: skip


async def erasing(engine: AsyncEngine, veteran_id: UUID, *, later: timedelta = LATER) -> UUID:
    """One proposes it, another confirms; answers the erasure."""
    work = centre(engine, later=later)
    erasure_id = await propose_erasure(work, veteran_id, document=DOCUMENT, keep_years=YEARS)
    await confirm_erasure(
        leader(engine, later=later), erasure_id, file_number=file_number_of(veteran_id), keep_years=YEARS
    )
    return erasure_id


async def proposing(work: Work, veteran_id: UUID, **more: Any) -> UUID:
    return await propose_erasure(work, veteran_id, document=DOCUMENT, keep_years=YEARS, **more)


async def confirming(work: Work, erasure_id: UUID, veteran_id: UUID, **more: Any) -> None:
    facts = {"file_number": file_number_of(veteran_id), "keep_years": YEARS, **more}
    await confirm_erasure(work, erasure_id, **facts)


async def hear(registry: AsyncEngine, engine: AsyncEngine, service: Service) -> None:
    """All that registry has told but of accounts, in its order, as a consumer is given it, perhaps once more."""
    projections = [each for each in projections_of(service) if each not in (GRANTS, EPOCHS)]
    told = "SELECT type, payload, aggregate_version, event_id, aggregate_id FROM outbox ORDER BY id"
    async with registry.connect() as connection:
        rows = (await connection.execute(text(told))).all()
    for delivered in map(_delivered, rows):
        async with engine.begin() as connection:
            for projection in projections:
                if isinstance(delivered.event, projection.contracts):
                    await projection.apply(connection, [delivered])


def _delivered(row: Any) -> Delivered[Any]:
    entry = find_type(row.type)
    assert entry is not None
    return Delivered(
        event=decode_data(entry, row.payload), id=row.event_id, type=row.type, time=NOW, topic=entry.topic,
        partition=0, offset=0, key=row.aggregate_id, sequence=row.aggregate_version, correlation_id="test",
        synthetic=True,
    )  # fmt: skip


async def tables_of(engine: AsyncEngine) -> list[str]:
    named = (
        "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
    )
    async with engine.connect() as connection:
        return list((await connection.execute(text(named))).scalars())


async def dump(engine: AsyncEngine) -> str:
    """Every row of every table, as text; of the outbox also what it has published."""
    rows: list[str] = []
    async with engine.connect() as connection:
        for table in await tables_of(engine):
            rows += (await connection.execute(text(f"SELECT t::text FROM {table} t"))).scalars()
        payloads = (await connection.execute(text("SELECT payload, headers FROM outbox"))).all()
    return "\n".join([*rows, *(part.decode(errors="replace") for row in payloads for part in row)])


async def sealed_cells(engine: AsyncEngine) -> set[tuple[str, bytes]]:
    """All that is stored in bytes, but for what is published: ciphertext, keys, hashes."""
    columns = (
        "SELECT quote_ident(table_name), quote_ident(column_name) FROM information_schema.columns"
        " WHERE table_schema = 'public' AND data_type = 'bytea' AND table_name <> 'outbox'"
    )
    found: set[tuple[str, bytes]] = set()
    async with engine.connect() as connection:
        for table, column in (await connection.execute(text(columns))).all():
            held = await connection.execute(text(f"SELECT {column} FROM {table} WHERE octet_length({column}) > 0"))
            found |= {(table, bytes(value)) for value in held.scalars()}
    return found
