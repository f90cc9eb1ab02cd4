"""Proposed by one, confirmed by another, prolonged by the same way, revoked by one."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from joserfc.jwk import ECKey
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.grants.domain.proposal import ProposerMayNoLonger
from services.registry.subscribers.commands import (
    confirm_subscription,
    propose_subscription,
    record_password,
    refuse_subscription,
    revoke_subscription,
    withdraw_subscription,
)
from services.registry.subscribers.domain import (
    ReadsOverHttp,
    SubscriberIsOver,
    SubscriberNotFound,
    SubscriptionInvalid,
)
from services.registry.subscribers.tables import SUBSCRIBER, SUBSCRIPTION_PROPOSAL
from shared.approval.proposal import ProposalDecided, ProposalNotFound, ProposalOpen, ProposedByOneself
from shared.auth.roles import Role
from tests.given import given_grant
from tests.registry.given import CENTRE_CODE, NOW, given_network, given_work, published
from tests.registry.machines.given import NAME as MACHINE
from tests.registry.machines.given import given_machine
from tests.registry.subscribers.given import NAME, UNTIL, given_proposal, given_subscriber, wanted


class TestAProposal:
    async def test_gives_nothing_before_another_confirms_it(self, registry_engine: AsyncEngine) -> None:
        await given_proposal(registry_engine, wanted())
        assert await published(registry_engine) == []

    async def test_is_told_once_it_is_confirmed(self, registry_engine: AsyncEngine) -> None:
        await given_subscriber(registry_engine, wanted("veteran-deceased", "org-unit-closed"))
        [(name, sequence, told)] = await published(registry_engine)
        assert (name, sequence) == ("subscription-granted", 1)
        assert told == {
            "subscriber": NAME,
            "org_path": CENTRE_CODE,
            "types": ["veteran-deceased", "org-unit-closed"],
            "topics": ["registry.persons", "registry.org-units"],
            "until_on": UNTIL.isoformat(),
            "divisions": [],
            "over": "kafka",
            "reader": None,
            "endpoint": None,
        }

    async def test_is_not_confirmed_by_who_proposed_it(self, registry_engine: AsyncEngine) -> None:
        work = given_work(registry_engine, Role.SECURITY_ADMINISTRATOR)
        proposal_id = await propose_subscription(work, wanted())
        with pytest.raises(ProposedByOneself):
            await confirm_subscription(work, proposal_id, centre_code=CENTRE_CODE)

    async def test_is_not_confirmed_once_its_day_has_passed(self, registry_engine: AsyncEngine) -> None:
        proposal_id = await given_proposal(registry_engine, wanted())
        late = given_work(registry_engine, Role.BUREAU_LEADER, now=NOW + timedelta(days=400))
        with pytest.raises(SubscriptionInvalid):
            await confirm_subscription(late, proposal_id, centre_code=CENTRE_CODE)

    @pytest.mark.parametrize("is_dismissed", [True, False])
    async def test_is_not_confirmed_where_who_proposed_it_may_no_longer(
        self, registry_engine: AsyncEngine, is_dismissed: bool
    ) -> None:
        security = given_work(registry_engine, Role.SECURITY_ADMINISTRATOR)
        until = NOW if is_dismissed else None
        over: dict[str, Any] = {"valid_from": NOW - timedelta(days=9), "valid_until": until}
        await given_grant(registry_engine, security.caller.account_id, Role.SECURITY_ADMINISTRATOR, **over)
        proposal_id = await propose_subscription(security, wanted())
        leader = given_work(registry_engine, Role.BUREAU_LEADER)
        if not is_dismissed:
            await confirm_subscription(leader, proposal_id, centre_code=CENTRE_CODE)
            return
        with pytest.raises(ProposerMayNoLonger):
            await confirm_subscription(leader, proposal_id, centre_code=CENTRE_CODE)
        await refuse_subscription(leader, proposal_id, note="提出人已调离")

    async def test_is_one_at_a_time(self, registry_engine: AsyncEngine) -> None:
        await given_proposal(registry_engine, wanted())
        with pytest.raises(ProposalOpen):
            await given_proposal(registry_engine, wanted())

    async def test_is_decided_once(self, registry_engine: AsyncEngine) -> None:
        proposal_id = await given_proposal(registry_engine, wanted())
        leader = given_work(registry_engine, Role.BUREAU_LEADER)
        await refuse_subscription(leader, proposal_id, note="没有依据")
        with pytest.raises(ProposalDecided):
            await confirm_subscription(leader, proposal_id, centre_code=CENTRE_CODE)

    async def test_is_taken_back_by_who_proposed_it_alone(self, registry_engine: AsyncEngine) -> None:
        work = given_work(registry_engine, Role.SECURITY_ADMINISTRATOR)
        proposal_id = await propose_subscription(work, wanted())
        other = given_work(registry_engine, Role.SECURITY_ADMINISTRATOR)
        with pytest.raises(ProposalNotFound):
            await withdraw_subscription(other, proposal_id, note="写错")
        await withdraw_subscription(work, proposal_id, note="写错")
        await given_proposal(registry_engine, wanted())


class TestAPart:
    """Of the county, or by another door than Kafka."""

    async def test_is_read_from_a_feed_that_goes_on_when_it_is_prolonged(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        here = wanted(divisions=("411329104",))
        await given_subscriber(registry_engine, here)
        await given_subscriber(registry_engine, replace(here, until_on=UNTIL + timedelta(days=30)))
        await given_subscriber(registry_engine, replace(here, divisions=("411329105",)))
        told = [each for _, _, each in await published(registry_engine, "subscription-granted")]
        first, prolonged, other = (each["topics"][0] for each in told)
        assert first == prolonged != other
        assert first.startswith(f"feed.{NAME}-")
        assert [each["divisions"] for each in told] == [["411329104"], ["411329104"], ["411329105"]]

    async def test_over_http_is_for_a_machine_of_others(self, registry_engine: AsyncEngine) -> None:
        machine = await given_machine(registry_engine, "audience", ECKey.generate_key("P-256"))
        work = given_work(registry_engine, Role.SECURITY_ADMINISTRATOR)
        for account in ("nobody", None):
            with pytest.raises(SubscriptionInvalid):
                await propose_subscription(work, wanted(over="http"), account=account)
        proposal_id = await propose_subscription(work, wanted(over="http"), account=MACHINE)
        leader = given_work(registry_engine, Role.BUREAU_LEADER)
        await confirm_subscription(leader, proposal_id, centre_code=CENTRE_CODE)
        [(_, _, told)] = await published(registry_engine, "subscription-granted")
        assert (told["over"], told["reader"]) == ("http", str(machine.account_id))
        assert told["topics"] == [f"feed.{NAME}-{proposal_id.hex[-12:]}"]
        with pytest.raises(ReadsOverHttp):
            await record_password(given_work(registry_engine, Role.SYSTEM_ADMINISTRATOR), NAME)

    async def test_over_http_is_one_for_an_account(self, registry_engine: AsyncEngine) -> None:
        """Who fetches says who it is, and not which subscription: the second would be read by nobody."""
        await given_machine(registry_engine, "audience", ECKey.generate_key("P-256"))
        work = given_work(registry_engine, Role.SECURITY_ADMINISTRATOR)
        leader = given_work(registry_engine, Role.BUREAU_LEADER)
        first, second = [
            await propose_subscription(work, wanted(over="http", subscriber=name), account=MACHINE)
            for name in ("one", "two")
        ]
        await confirm_subscription(leader, first, centre_code=CENTRE_CODE)
        for late in (
            confirm_subscription(leader, second, centre_code=CENTRE_CODE),
            propose_subscription(work, wanted(over="http", subscriber="three"), account=MACHINE),
        ):
            with pytest.raises(SubscriptionInvalid) as refused:
                await late
            assert [(each.field, each.code) for each in refused.value.fields] == [("account", "account-taken")]
        await propose_subscription(work, wanted(over="http", subscriber="one"), account=MACHINE)
        await revoke_subscription(leader, "one", reason="不再需要")
        await confirm_subscription(leader, second, centre_code=CENTRE_CODE)

    async def test_is_not_of_what_is_the_whole_countys(self, registry_engine: AsyncEngine) -> None:
        """Snapshots are the centre's: who named a station would never be given one."""
        await given_network(registry_engine)
        with pytest.raises(SubscriptionInvalid) as refused:
            await given_proposal(registry_engine, wanted("figure-snapshot-frozen", divisions=("411329104",)))
        assert [(each.field, each.code) for each in refused.value.fields] == [("types.0", "no-division")]


class TestASubscriber:
    async def test_is_prolonged_by_what_is_confirmed_next(self, registry_engine: AsyncEngine) -> None:
        await given_subscriber(registry_engine, wanted())
        later = UNTIL + timedelta(days=30)
        await given_subscriber(registry_engine, wanted("org-unit-closed", until_on=later))
        [_, (_name, sequence, told)] = await published(registry_engine)
        assert (told["topics"], told["until_on"], sequence) == (["registry.org-units"], later.isoformat(), 2)

    async def test_is_revoked_once_and_confirmed_anew(self, registry_engine: AsyncEngine) -> None:
        await given_subscriber(registry_engine, wanted())
        security = given_work(registry_engine, Role.SECURITY_ADMINISTRATOR)
        await revoke_subscription(security, NAME, reason="不再需要")
        with pytest.raises(SubscriberIsOver):
            await revoke_subscription(security, NAME, reason="不再需要")
        [(_, sequence, told)] = await published(registry_engine, "subscription-revoked")
        assert (sequence, told) == (2, {"subscriber": NAME, "revoked_at": "2019-04-30T08:00:00Z"})
        await given_subscriber(registry_engine, wanted())
        async with registry_engine.connect() as connection:
            row = (await connection.execute(select(SUBSCRIBER))).one()
        assert (row.revoked_at, row.version) == (None, 3)

    async def test_that_is_revoked_is_not_given_back_by_what_was_proposed_before(
        self, registry_engine: AsyncEngine
    ) -> None:
        await given_subscriber(registry_engine, wanted())
        waiting = await given_proposal(registry_engine, wanted(until_on=UNTIL + timedelta(days=30)))
        leader = given_work(registry_engine, Role.BUREAU_LEADER)
        await revoke_subscription(leader, NAME, reason="口令泄露")
        with pytest.raises(ProposalDecided):
            await confirm_subscription(leader, waiting, centre_code=CENTRE_CODE)
        async with registry_engine.connect() as connection:
            notes = select(SUBSCRIPTION_PROPOSAL.c.outcome, SUBSCRIPTION_PROPOSAL.c.note)
            row = (await connection.execute(notes.where(SUBSCRIPTION_PROPOSAL.c.proposal_id == waiting))).one()
        assert tuple(row) == ("refused", "口令泄露")

    async def test_is_audited_with_all_that_it_may_read(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await given_subscriber(
            registry_engine, wanted("veteran-deceased", "veteran-registered", divisions=("411329104",))
        )
        async with registry_engine.connect() as connection:
            said = text("SELECT purpose FROM audit WHERE action LIKE '%-subscription' ORDER BY audit_id")
            proposed, confirmed = (await connection.execute(said)).scalars().all()
        assert proposed == confirmed
        for each in ("核对死亡", "民政函3号", "veteran-deceased veteran-registered", "411329-104", "kafka", f"{UNTIL}"):
            assert each in confirmed

    async def test_gets_a_password_while_it_holds(self, registry_engine: AsyncEngine) -> None:
        keeper = given_work(registry_engine, Role.SYSTEM_ADMINISTRATOR)
        with pytest.raises(SubscriberNotFound):
            await record_password(keeper, NAME)
        await given_subscriber(registry_engine, wanted())
        await record_password(keeper, NAME)
        with pytest.raises(SubscriberIsOver):
            await record_password(replace(keeper, now=NOW + timedelta(days=301)), NAME)
        await revoke_subscription(given_work(registry_engine, Role.BUREAU_LEADER), NAME, reason="不再需要")
        with pytest.raises(SubscriberIsOver):
            await record_password(keeper, NAME)
