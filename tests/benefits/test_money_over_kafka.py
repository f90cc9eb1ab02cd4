"""Money on Kafka: entitlements, emergency aid, batches, overpayments, each told in its order as the contracts say it;
and what reporting makes of it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from aiokafka.structs import ConsumerRecord
from jsonschema import Draft202012Validator
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from deploy.embedded.ports import free_port
from deploy.kafka.topics import apply, listed
from services.benefits.amounts.commands import set_amount
from services.benefits.applications.commands import give_benefit_opinion
from services.benefits.batches.commands import propose_payment_batch, record_payment_results, release_payment_batch
from services.benefits.batches.domain import Result
from services.benefits.batches.tables import PAYMENT
from services.benefits.emergency_aid.commands import complete_emergency_papers, correct_emergency_aid
from services.benefits.emergency_aid.commands.overdue import PAPERS_OVERDUE
from services.benefits.overpayments.commands import (
    Returned,
    identify_overpayment,
    record_recovery,
    revoke_recovery,
    withdraw_overpayment,
    write_off_overpayment,
)
from services.benefits.payees.commands import clear_payee_check
from services.benefits.payees.tables import PAYEE_ACCOUNT
from services.benefits.payments.commands.changing import (
    Change,
    Correction,
    correct_entitlement,
    end_entitlement,
    resume_entitlement,
    suspend_entitlement,
)
from services.benefits.payments.domain.months import Month
from services.benefits.payments.tables import ENTITLEMENT
from services.benefits.programmes.domain import Terms
from services.reporting.daily_reports.tables import DAILY_COUNT
from shared.approval import Agreed, Refused
from shared.command import Work
from shared.events.benefits import applications, overpayments, payments
from shared.events.catalogue import origin_of
from shared.events.contract import Published
from shared.events.envelope import decode_data, encode_data
from shared.events.schema import example, schema_of
from shared.ids import new_id
from shared.outbox.relay import Relay
from tests.benefits.emergency_aid.given import APRIL, FEN, FIRE, given_application, given_channel, released
from tests.benefits.entered import run_once
from tests.benefits.given import keyring
from tests.benefits.payments.given import COMBAT, RULES, given_veteran, granted
from tests.benefits.programmes.given import given_programme
from tests.databases import Databases
from tests.given import given_work
from tests.reporting.consumed import caught_up
from tests.reporting.given import fold, small_county
from tests.shared.wire import published, records_of, running

MAY = datetime(2019, 5, 6, 2, 0, tzinfo=UTC)
EMERGENCY = (
    "emergency-aid-granted",
    "emergency-papers-overdue",
    "emergency-aid-corrected",
    "emergency-papers-completed",
)
KINDS: Mapping[str, Published] = {
    each.type: each for each in (*payments.PUBLISHED, *overpayments.PUBLISHED, *applications.PUBLISHED)
}
WRITTEN = ("火灾证明", "审批表", "追缴通知", "登记有误", "代发回盘", "收据")


@pytest.fixture(scope="module")
def own_kafka(server_home: Path) -> Iterator[Kafka]:
    """A broker whose topics hold nothing but what this file tells."""
    home = server_home / "money"
    home.mkdir()
    server = Kafka(home, free_port(), free_port())
    server.start()
    apply(server.broker, listed())
    yield server
    server.kill()


class Money:
    """What is done about it, each act by another person."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    def at(self, now: datetime) -> Work:
        return given_work(self.engine, now=now)

    async def changed(self, own: UUID) -> None:
        """Suspended from June on, resumed in July, corrected, ended with December."""
        suspension, resumption = (
            Change(Month(2019, 6), "under-review", "函"),
            Change(Month(2019, 7), "review-passed", "函"),
        )
        await suspend_entitlement(self.at(MAY), own, suspension)
        await resume_entitlement(self.at(MAY), own, resumption)
        correction = Correction(Month(2019, 4), None, None, None, "mistyped", "审批表")
        await correct_entitlement(self.at(MAY), own, correction, keyring=keyring())
        await end_entitlement(self.at(MAY), own, Change(Month(2019, 12), "waived", "声明"))

    async def emergency(self) -> tuple[UUID, UUID]:
        """Two are paid first; the papers of one are late, corrected, complete, and the other is refused in the end.
        Answers the applications."""
        approved, refused = [await given_application(self.engine, new_id()) for _ in range(2)]
        aid, _ = [await released(self.engine, each) for each in (approved, refused)]
        await run_once(self.at(datetime(2019, 4, 25, 2, 0, tzinfo=UTC)), PAPERS_OVERDUE)
        await correct_emergency_aid(self.at(MAY), aid, FIRE, papers_on=None, document="登记有误")
        await complete_emergency_papers(self.at(MAY), aid, papers_on=date(2019, 5, 5), document="材料清单")
        return approved, refused

    async def batch(self, failing: UUID | None = None) -> UUID:
        """All that is owed goes out; the payments of one entitlement fail."""
        month = Month(2019, 4)
        batch = await propose_payment_batch(self.at(APRIL), month=month, document="发放表", keyring=keyring())
        await release_payment_batch(self.at(APRIL), batch, keyring=keyring())
        async with self.engine.connect() as connection:
            of = PAYMENT.c.batch_id == batch, PAYMENT.c.entitlement_id == failing
            lines = (await connection.execute(select(PAYMENT.c.payment_id).where(*of))).scalars().all()
        results = [Result(each, "failed", "account-wrong") for each in lines]
        await record_payment_results(self.at(MAY), batch, results, on=MAY.date(), document="代发回盘", rest_paid=True)
        return batch

    async def found_right(self) -> None:
        """The account that a payment failed for is looked into."""
        async with self.engine.connect() as connection:
            wanted = select(PAYEE_ACCOUNT.c.account_id).where(PAYEE_ACCOUNT.c.check_payment.is_not(None))
            [account_id] = (await connection.execute(wanted)).scalars()
        await clear_payee_check(self.at(APRIL), account_id, document="银行核对单")

    async def asked_back(self, own: UUID) -> UUID:
        """What was paid first and refused: withdrawn once, asked back again, some of it recovered, recorded wrongly,
        the rest written off. Answers the second one."""
        await withdraw_overpayment(self.at(MAY), await self._found(own), reason="登记有误")
        second = await self._found(own)
        back = Returned(50_000, "by-person", MAY.date(), "收据")
        wrong = await record_recovery(self.at(MAY), second, back)
        await revoke_recovery(self.at(MAY), second, wrong, reason="登记有误")
        await record_recovery(self.at(MAY), second, back)
        await write_off_overpayment(self.at(MAY), second, document="批示")
        return second

    async def _found(self, own: UUID) -> UUID:
        return await identify_overpayment(self.at(MAY), own, document="追缴通知", keyring=keyring())

    async def entitlement(self, application: UUID) -> UUID:
        async with self.engine.connect() as connection:
            own = select(ENTITLEMENT.c.entitlement_id).where(ENTITLEMENT.c.application_id == application)
            found: UUID = (await connection.execute(own)).scalar_one()
        return found


def by_key(records: Sequence[ConsumerRecord]) -> Mapping[str, Sequence[str]]:
    """What is told under each key, in its order; the sequence has no gap, and each is as its contract says."""
    told: defaultdict[str, list[str]] = defaultdict(list)
    for record in records:
        headers = {name: value.decode() for name, value in record.headers}
        kind, said = KINDS[headers["ce_type"]], msgspec.json.decode(record.value)
        Draft202012Validator(schema_of(kind)).validate(said)
        assert encode_data(decode_data(kind, record.value)) == record.value
        optional = set(schema_of(kind)["properties"]) - set(schema_of(kind)["required"])
        assert set(said) - optional == set(example(kind)) - optional
        assert not any(words in record.value.decode() for words in WRITTEN)
        key = record.key.decode()
        assert key == said[kind.key]
        told[key].append(kind.name)
        assert int(headers["ce_sequence"]) == len(told[key])
    return told


async def given_programmes(engine: AsyncEngine) -> None:
    """An allowance by month, and hardship aid that is paid first in an emergency."""
    await given_channel(engine)
    terms = Terms(gives="monthly", amount={"table": "combat-test"}, chain=("county",))
    await given_programme(engine, programme_code=COMBAT, name="参战补助", slot=None, rules=RULES, terms=terms)
    since = date(2019, 1, 1)
    await set_amount(given_work(engine), table="combat-test", key="", since=since, value=60_000, source="县办法")


async def test_money_is_told_in_its_order_and_reporting_counts_it(
    reporting_engine: AsyncEngine, databases: Databases, own_kafka: Kafka
) -> None:
    engine = await databases.emptied("benefits")
    money = Money(engine)
    await given_programmes(engine)
    own = await granted(engine, await given_veteran(engine))
    approved, refused = await money.emergency()
    first = await money.batch(failing=await money.entitlement(approved))
    await money.found_right()
    again = await money.batch()
    await money.changed(own)
    assert await give_benefit_opinion(money.at(MAY), approved, Agreed(None), keyring=keyring()) == "approved"
    said = Refused("condition-not-met", "income", None)
    assert await give_benefit_opinion(money.at(MAY), refused, said, keyring=keyring()) == "refused"
    over = await money.entitlement(refused)
    second = await money.asked_back(over)

    relay = Relay(engine, origin=origin_of("benefits"), broker=own_kafka.broker)
    async with running(relay):
        await published(relay)
    topics = [
        by_key(await records_of(own_kafka.broker, f"benefits.{topic}"))
        for topic in ("payments", "payment-batches", "overpayments", "applications")
    ]
    entitlements, batches, asked, applied = topics
    assert entitlements[str(own)] == [
        "eligibility-granted", "benefit-suspended", "benefit-resumed", "benefit-corrected", "benefit-stopped"
    ]  # fmt: skip
    assert entitlements[str(over)] == ["eligibility-granted", "benefit-suspended"]
    assert sorted(batches[str(first)]) == ["benefit-paid", "benefit-paid", "payment-batch-issued", "payment-failed"]
    assert (batches[str(first)][0], batches[str(again)]) == (
        "payment-batch-issued", ["payment-batch-issued", "benefit-paid"]
    )  # fmt: skip
    assert asked[str(second)] == [
        "overpayment-identified", "overpayment-recovered", "overpayment-recovery-revoked", "overpayment-recovered",
        "overpayment-written-off",
    ]  # fmt: skip
    assert applied[str(approved)] == ["application-submitted", *EMERGENCY, "application-reviewed", "benefit-approved"]
    assert applied[str(refused)][-1] == "benefit-refused"
    told = {name for topic in topics for names in topic.values() for name in names}
    assert told >= {each.name for each in (*payments.PUBLISHED, *overpayments.PUBLISHED)}

    await fold(reporting_engine, small_county())
    await caught_up(reporting_engine, own_kafka)
    counted = select(func.sum(DAILY_COUNT.c.count)).where(DAILY_COUNT.c.line == "applications")
    async with reporting_engine.connect() as connection:
        assert await connection.scalar(counted) == 3

    records = await records_of(own_kafka.broker, "benefits.payment-batches")
    paid = [msgspec.json.decode(each.value)["amount_fen"] for each in records if b"hardship-aid" in each.value]
    assert set(paid) == {FEN}
