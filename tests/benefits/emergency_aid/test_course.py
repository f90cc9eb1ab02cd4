"""Paid first by two persons, papers within ten working days, decided after: approved, or asked back."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.applications.commands import (
    apply_for_benefit,
    give_benefit_opinion,
    withdraw_benefit_application,
)
from services.benefits.applications.domain import ApplicantNotEntitled, ApplicationEnded, EmergencyPapersMissing
from services.benefits.applications.tables import EMERGENCY_AID
from services.benefits.batches.commands import propose_payment_batch, release_payment_batch
from services.benefits.batches.domain import NothingOwed
from services.benefits.batches.tables import PAYMENT
from services.benefits.emergency_aid.commands import (
    complete_emergency_papers,
    correct_emergency_aid,
    propose_emergency_aid,
    refuse_emergency_aid,
    release_emergency_aid,
    withdraw_emergency_aid,
)
from services.benefits.emergency_aid.commands.overdue import PAPERS_OVERDUE
from services.benefits.emergency_aid.domain import (
    Emergency,
    EmergencyAidExists,
    EmergencyAidInvalid,
    EmergencyAidNotReleased,
    EmergencyPapersComplete,
    NoEmergencyChannel,
)
from services.benefits.overpayments.commands import identify_overpayment
from services.benefits.payments.commands.changing import Correction, correct_entitlement
from services.benefits.payments.domain.entitlements import EntitlementNotApproved
from services.benefits.payments.domain.months import Month
from services.benefits.payments.tables import ENTITLEMENT
from services.benefits.programmes.domain import ProgrammeRefused, Rule, Terms, next_version
from shared.approval import Agreed, Refused
from shared.approval.proposal import ProposalDecided, ProposalNotFound, ProposedByOneself
from shared.command import Transaction, command
from shared.events.benefits import (
    BenefitSuspended,
    EmergencyAidCorrected,
    EmergencyAidGranted,
    EmergencyPapersCompleted,
    EmergencyPapersOverdue,
    OverpaymentIdentified,
)
from shared.ids import new_id
from shared.schedule import Due
from tests.benefits.emergency_aid.given import (
    APRIL,
    FEN,
    FIRE,
    TERMS,
    faults_of,
    given_application,
    given_channel,
    proposed,
    released,
)
from tests.benefits.given import ROOM, given_learned, keyring
from tests.benefits.programmes.given import SOURCE, given_draft, given_programme
from tests.benefits.seen import published_events
from tests.given import given_caller, given_work
from tests.lives import veteran_deceased

DUE = date(2019, 4, 24)
MAY = datetime(2019, 5, 6, 2, 0, tzinfo=UTC)
REFUSED = Refused("condition-not-met", "income", None)


def on(day: int) -> datetime:
    """Of April, in the morning."""
    return datetime(2019, 4, day, 2, 0, tzinfo=UTC)


@command
async def clock(tx: Transaction) -> None:
    """What the schedule does."""
    await PAPERS_OVERDUE.run(tx, Due("", tx.now, {}))


@pytest.fixture
async def engine(benefits_engine: AsyncEngine) -> AsyncEngine:
    await given_channel(benefits_engine)
    return benefits_engine


@pytest.fixture
async def application(engine: AsyncEngine) -> UUID:
    return await given_application(engine, new_id())


async def paid(engine: AsyncEngine, at: datetime = APRIL) -> list[int]:
    """What a batch of the month pays now, in fen; another one releases it."""
    batch = await propose_payment_batch(
        given_work(engine, now=at), month=Month(at.year, at.month), document="发放表", keyring=keyring()
    )
    await release_payment_batch(given_work(engine, now=at), batch, keyring=keyring())
    async with engine.connect() as connection:
        rows = await connection.execute(select(PAYMENT.c.fen).where(PAYMENT.c.batch_id == batch))
        return list(rows.scalars())


async def entitlements(engine: AsyncEngine) -> list[UUID]:
    async with engine.connect() as connection:
        return list((await connection.execute(select(ENTITLEMENT.c.entitlement_id))).scalars())


class TestAnEmergency:
    async def test_is_paid_first_and_approved_once_the_papers_are_complete(
        self, engine: AsyncEngine, application: UUID
    ) -> None:
        proposer = given_caller()
        work = given_work(engine, proposer, now=APRIL)
        aid = await propose_emergency_aid(work, application, FIRE, fen=FEN, document="火灾证明")
        with pytest.raises(EmergencyAidExists):
            await proposed(engine, application)
        with pytest.raises(ProposedByOneself):
            await release_emergency_aid(work, aid, keyring=keyring())
        with pytest.raises(EmergencyAidNotReleased):
            await complete_emergency_papers(work, aid, papers_on=date(2019, 4, 10), document="材料清单")
        await release_emergency_aid(given_work(engine, now=APRIL), aid, keyring=keyring())
        with pytest.raises(ProposalDecided):
            await release_emergency_aid(given_work(engine, now=APRIL), aid, keyring=keyring())
        [(version, granted)] = await published_events(engine, EmergencyAidGranted)
        assert (version, granted.amount_fen, granted.papers_due_on) == (2, FEN, DUE)
        assert await entitlements(engine) == [granted.entitlement_id]
        assert await paid(engine) == [FEN]
        with pytest.raises(EmergencyPapersMissing):
            await give_benefit_opinion(given_work(engine, now=on(12)), application, Agreed(None), keyring=keyring())
        for day, told in ((24, 0), (25, 1), (26, 1)):
            await clock(given_work(engine, now=on(day)))
            assert len(await published_events(engine, EmergencyPapersOverdue)) == told
        late = given_work(engine, now=on(26))
        await complete_emergency_papers(late, aid, papers_on=date(2019, 4, 26), document="材料清单")
        with pytest.raises(EmergencyPapersComplete):
            await complete_emergency_papers(late, aid, papers_on=date(2019, 4, 26), document="材料清单")
        assert [version for version, _ in await published_events(engine, EmergencyPapersCompleted)] == [4]
        assert await give_benefit_opinion(late, application, Agreed(None), keyring=keyring()) == "approved"
        assert await entitlements(engine) == [granted.entitlement_id]
        with pytest.raises(NothingOwed):
            await paid(engine, MAY)

    async def test_that_is_refused_is_asked_back(self, engine: AsyncEngine, application: UUID) -> None:
        await released(engine, application)
        assert await paid(engine) == [FEN]
        [own] = await entitlements(engine)
        assert (
            await give_benefit_opinion(given_work(engine, now=on(18)), application, REFUSED, keyring=keyring())
            == "refused"
        )
        [(_, told)] = await published_events(engine, BenefitSuspended)
        assert (told.entitlement_id, told.from_month, told.reason) == (own, "2019-04", "not-approved")
        await identify_overpayment(given_work(engine, now=on(19)), own, document="追回决定", keyring=keyring())
        [(_, back)] = await published_events(engine, OverpaymentIdentified)
        assert (back.entitlement_id, back.months, back.amount_fen) == (own, ("2019-04",), FEN)

    async def test_that_is_refused_is_paid_for_no_other_month_either(
        self, engine: AsyncEngine, application: UUID
    ) -> None:
        """Whoever corrects its month would have paid again what the county refused."""
        await released(engine, application)
        late = given_work(engine, now=on(18))
        await give_benefit_opinion(late, application, REFUSED, keyring=keyring())
        [own] = await entitlements(engine)
        march = Correction(Month(2019, 3), Month(2019, 3), FEN, None, "mistyped", "审批表")
        with pytest.raises(EntitlementNotApproved):
            await correct_entitlement(late, own, march, keyring=keyring())

    async def test_that_is_withdrawn_before_it_is_paid_is_not_and_may_be_had_again(self, engine: AsyncEngine) -> None:
        person = new_id()
        application = await given_application(engine, person)
        await released(engine, application)
        await withdraw_benefit_application(given_work(engine, now=on(11)), application, reason="登记有误")
        with pytest.raises(NothingOwed):
            await paid(engine)
        again = await given_application(engine, person, on(12))
        await released(engine, again)
        assert await paid(engine, on(12)) == [FEN]
        with pytest.raises(ApplicationEnded):
            await proposed(engine, application)

    async def test_is_corrected_and_its_papers_are_waited_for_again(
        self, engine: AsyncEngine, application: UUID
    ) -> None:
        aid = await released(engine, application)
        work = given_work(engine, now=on(15))
        await complete_emergency_papers(work, aid, papers_on=date(2019, 4, 15), document="材料清单")
        flood = Emergency("disaster", date(2019, 4, 8))
        await correct_emergency_aid(work, aid, flood, papers_on=None, document="登记有误")
        [(_, told)] = await published_events(engine, EmergencyAidCorrected)
        assert (told.cause, told.happened_on, told.papers_on) == ("disaster", date(2019, 4, 8), None)
        with pytest.raises(EmergencyPapersMissing):
            await give_benefit_opinion(work, application, Agreed(None), keyring=keyring())
        await clock(given_work(engine, now=on(25)))
        assert len(await published_events(engine, EmergencyPapersOverdue)) == 1
        for emergency, papers_on, code in (
            (Emergency("fire", date(2019, 4, 16)), None, ("happened_on", "not-in-future")),
            (FIRE, date(2019, 4, 16), ("papers_on", "not-in-future")),
            (FIRE, date(2019, 4, 8), ("papers_on", "before-happened")),
        ):
            with pytest.raises(EmergencyAidInvalid) as refused:
                await correct_emergency_aid(work, aid, emergency, papers_on=papers_on, document="登记有误")
            assert faults_of(refused) == {code}


class TestAProposal:
    async def test_is_of_an_emergency_that_happened_and_at_most_the_cap(
        self, engine: AsyncEngine, application: UUID
    ) -> None:
        for emergency, fen, code in (
            (Emergency("fire", date(2019, 4, 11)), FEN, ("happened_on", "not-in-future")),
            (FIRE, 0, ("yuan", "at-least-a-fen")),
            (FIRE, 300_001, ("yuan", "above-cap")),
        ):
            with pytest.raises(EmergencyAidInvalid) as refused:
                await proposed(engine, application, emergency, fen)
            assert faults_of(refused) == {code}
        await proposed(engine, application, fen=300_000)

    async def test_is_refused_by_another_or_taken_back_and_made_anew(
        self, engine: AsyncEngine, application: UUID
    ) -> None:
        await refuse_emergency_aid(given_work(engine), await proposed(engine, application), note="情况不属实")
        proposer = given_caller()
        own = given_work(engine, proposer, now=APRIL)
        aid = await propose_emergency_aid(own, application, FIRE, fen=FEN, document="火灾证明")
        with pytest.raises(ProposalNotFound):
            await withdraw_emergency_aid(given_work(engine), aid, note="写错了")
        await withdraw_emergency_aid(own, aid, note="写错了")
        await proposed(engine, application)
        async with engine.connect() as connection:
            outcomes = (await connection.execute(select(EMERGENCY_AID.c.outcome))).scalars().all()
        assert sorted(outcomes, key=str) == [None, "refused", "withdrawn"]
        assert await entitlements(engine) == []

    async def test_is_not_paid_against_a_clause(self, benefits_engine: AsyncEngine) -> None:
        engine = benefits_engine
        living = Rule("living", SOURCE, "本人健在。", {"fact": "person.status", "op": "eq", "value": "living"})
        await given_channel(engine, rules=(living,))
        application = await given_application(engine, person := new_id())
        aid = await proposed(engine, application)
        await given_learned(engine, [veteran_deceased(ROOM, date(2019, 4, 9), person_id=person)])
        with pytest.raises(ApplicantNotEntitled):
            await release_emergency_aid(given_work(engine, now=APRIL), aid, keyring=keyring())

    async def test_needs_a_programme_that_pays_first(self, engine: AsyncEngine, application: UUID) -> None:
        plain = {"programme_code": "other-aid", "name": "其他救助", "slot": None}
        await given_programme(engine, **plain, terms=Terms(gives="one-off", cap="hardship-cap", chain=("county",)))
        person = new_id()
        await given_application(engine, person)
        other = await apply_for_benefit(
            given_work(engine, now=APRIL), person_id=person, programme_code="other-aid", applied_on=date(2019, 4, 9),
            document="申请书",
        )  # fmt: skip
        with pytest.raises(NoEmergencyChannel):
            await proposed(engine, other)


class TestTheTerms:
    @pytest.mark.parametrize(
        "terms",
        [
            Terms(emergency_workdays=10),
            Terms(gives="monthly", cap="hardship-cap", chain=("county",), emergency_workdays=10),
            Terms(gives="one-off", cap="hardship-cap", emergency_workdays=10),
            Terms(gives="one-off", amount={"table": "combat-test"}, chain=("county",), emergency_workdays=10),
        ],
    )
    def test_pay_first_only_what_is_given_once_up_to_a_cap_and_decided_on(self, terms: Terms) -> None:
        with pytest.raises(ProgrammeRefused) as refused:
            next_version(given_draft(terms=terms), former=None, slot_holder=None)
        assert ("terms.emergency_workdays", "no-cap") in faults_of(refused)
        assert next_version(given_draft(terms=TERMS), former=None, slot_holder=None).terms == TERMS
