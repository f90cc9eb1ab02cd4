"""Grants proposed, confirmed, taken back."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.commands import disable_account
from services.registry.accounts.domain.account import AccountIsDisabled, AccountNotFound
from services.registry.grants.commands import confirm_grant, refuse_grant, revoke_grant, withdraw_grant
from services.registry.grants.domain.grant import (
    DutiesNotSeparate,
    GrantHeldAlready,
    GrantInvalid,
)
from services.registry.grants.domain.proposal import (
    GrantToOneself,
    NotTheSecondPerson,
    OpenedByTheOther,
    ProposalExpired,
    ProposerMayNoLonger,
    SecondPersonNeeded,
)
from services.registry.network.domain import OrgUnitIsClosed, OrgUnitNotFound
from shared.approval.proposal import ProposalDecided, ProposalNotFound, ProposalOpen
from shared.auth.caller import Grant, OutOfScope
from shared.auth.roles import DENIED, Role
from shared.ids import new_id
from tests.given import given_grant
from tests.races import race
from tests.registry.closed import close_org_unit
from tests.registry.given import NOW, audited, given_network, given_work, published
from tests.registry.grants.given import (
    given_acting,
    given_confirmed,
    given_holder,
    in_force,
    leader,
    proposed,
    security,
    wanted,
)

STATION = "411329.411329104"
OTHER_STATION = "411329.411329105"


class TestAProposal:
    async def test_gives_nothing_until_a_leader_has_confirmed_it(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        account_id = await given_holder(registry_engine)
        grant_id = await proposed(await security(registry_engine), wanted(account_id, Role.STATION_STAFF, "411329104"))
        assert await in_force(registry_engine, account_id) == ()
        assert await published(registry_engine, "grant-given") == []
        await confirm_grant(await leader(registry_engine), grant_id)
        [grant] = await in_force(registry_engine, account_id)
        assert grant == Grant(grant_id, Role.STATION_STAFF, STATION, "登记业务")
        assert await audited(registry_engine, "propose-grant") == [(f"account {account_id}", "done")]
        assert await audited(registry_engine, "confirm-grant") == [
            (f"grant {grant_id} of account {account_id}", "done")
        ]

    async def test_is_told_to_the_other_services_once_it_is_confirmed(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_holder(registry_engine)
        grant_id = await given_confirmed(registry_engine, wanted(account_id))
        assert await published(registry_engine, "grant-given") == [
            (
                "grant-given",
                1,
                {
                    "grant_id": str(grant_id),
                    "account_id": str(account_id),
                    "role": "centre-staff",
                    "org_path": "411329",
                    "valid_from": "2019-04-30T08:00:00Z",
                    "valid_until": None,
                    "ground": "appointment",
                    "on_behalf_of": None,
                },
            )
        ]

    async def test_holds_for_its_period_alone_and_never_for_the_time_before_its_confirmation(
        self, registry_engine: AsyncEngine
    ) -> None:
        account_id = await given_holder(registry_engine)
        day = timedelta(days=1)
        asked = wanted(account_id, valid_from=NOW, valid_until=NOW + 2 * day)
        grant_id = await proposed(await security(registry_engine), asked)
        await confirm_grant(await leader(registry_engine, now=NOW + day), grant_id)
        held = [len(await in_force(registry_engine, account_id, now=NOW + each * day)) for each in (0, 1, 2)]
        assert held == [0, 1, 0]

    async def test_covers_the_county_before_its_centre_is_established(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_holder(registry_engine)
        await given_confirmed(registry_engine, wanted(account_id))
        assert [grant.org_path for grant in await in_force(registry_engine, account_id)] == ["411329"]

    async def test_is_refused_for_unknown_account_unknown_unit_and_closed_unit(
        self, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        await close_org_unit(given_work(registry_engine), "411329104210")
        account_id, work = await given_holder(registry_engine), await security(registry_engine)
        with pytest.raises(AccountNotFound):
            await proposed(work, wanted(new_id()))
        with pytest.raises(OrgUnitNotFound):
            await proposed(work, wanted(account_id, org_code="411329107"))
        with pytest.raises(OrgUnitIsClosed):
            await proposed(work, wanted(account_id, org_code="411329104210"))

    async def test_is_refused_outside_the_units_of_who_proposes(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        account_id = await given_holder(registry_engine)
        with pytest.raises(OutOfScope):
            await proposed(await security(registry_engine, STATION), wanted(account_id))

    async def test_is_refused_when_its_period_is_over(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_holder(registry_engine)
        with pytest.raises(GrantInvalid):
            await proposed(await security(registry_engine), wanted(account_id, valid_until=NOW))

    async def test_stands_once_for_an_account_a_role_and_a_unit(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_holder(registry_engine)
        proposals = [proposed(await security(registry_engine), wanted(account_id)) for _ in range(3)]
        outcomes = await race(registry_engine, "grant_proposal", proposals)
        assert [isinstance(outcome, ProposalOpen) for outcome in outcomes].count(True) == 2

    async def test_is_refused_when_the_account_holds_the_same_already(self, registry_engine: AsyncEngine) -> None:
        """The same grant five times was five grants, and revoking one left access."""
        account_id = await given_holder(registry_engine)
        grant_id = await given_confirmed(registry_engine, wanted(account_id))
        with pytest.raises(GrantHeldAlready):
            await proposed(await security(registry_engine), wanted(account_id))
        await revoke_grant(await security(registry_engine), grant_id, reason="调岗")
        assert await in_force(registry_engine, account_id) == ()
        await given_confirmed(registry_engine, wanted(account_id))


class TestAProposalThatWasOvertaken:
    """It is not confirmed; to refuse it is what remains."""

    async def test_by_its_proposer_who_lost_the_role(self, registry_engine: AsyncEngine) -> None:
        work = await security(registry_engine)
        grant_id = await proposed(work, wanted(await given_holder(registry_engine)))
        [own] = await in_force(registry_engine, work.caller.account_id)
        await revoke_grant(await security(registry_engine), own.grant_id, reason="调岗")
        with pytest.raises(ProposerMayNoLonger):
            await confirm_grant(await leader(registry_engine), grant_id)
        await refuse_grant(await leader(registry_engine), grant_id, reason="提出人已调岗")

    async def test_by_its_proposer_who_was_denied_the_unit(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        work = await security(registry_engine)
        asked = wanted(await given_holder(registry_engine), Role.STATION_STAFF, "411329104")
        grant_id = await proposed(work, asked)
        await given_grant(registry_engine, work.caller.account_id, DENIED, STATION, valid_from=NOW)
        with pytest.raises(ProposerMayNoLonger):
            await confirm_grant(await leader(registry_engine), grant_id)

    async def test_by_its_proposer_whose_account_is_disabled(self, registry_engine: AsyncEngine) -> None:
        work = await security(registry_engine)
        grant_id = await proposed(work, wanted(await given_holder(registry_engine)))
        keeper = await given_acting(registry_engine, Role.SYSTEM_ADMINISTRATOR)
        await disable_account(keeper, work.caller.account_id, reason="离职")
        with pytest.raises(ProposerMayNoLonger):
            await confirm_grant(await leader(registry_engine), grant_id)

    async def test_by_its_holder_whose_account_is_disabled(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_holder(registry_engine)
        grant_id = await proposed(await security(registry_engine), wanted(account_id))
        keeper = await given_acting(registry_engine, Role.SYSTEM_ADMINISTRATOR)
        await disable_account(keeper, account_id, reason="离职")
        with pytest.raises(AccountIsDisabled):
            await confirm_grant(await leader(registry_engine), grant_id)


class TestAProposalThatIsOver:
    async def test_is_refused_with_a_sentence_and_stands_in_nobodys_way(self, registry_engine: AsyncEngine) -> None:
        account_id, day = await given_holder(registry_engine), timedelta(days=1)
        work = await security(registry_engine)
        grant_id = await proposed(work, wanted(account_id, valid_until=NOW + day))
        later = NOW + day
        with pytest.raises(ProposalExpired):
            await confirm_grant(await leader(registry_engine, now=later), grant_id)
        again = await given_confirmed(registry_engine, wanted(account_id, valid_until=later + day), now=later)
        assert [grant.grant_id for grant in await in_force(registry_engine, account_id, now=later)] == [again]
        with pytest.raises(ProposalDecided):
            await withdraw_grant(work, grant_id, reason="误操作")

    async def test_can_be_refused(self, registry_engine: AsyncEngine) -> None:
        day = timedelta(days=1)
        asked = wanted(await given_holder(registry_engine), valid_until=NOW + day)
        grant_id = await proposed(await security(registry_engine), asked)
        await refuse_grant(await leader(registry_engine, now=NOW + 2 * day), grant_id, reason="已过期")


class TestNobodyByHimself:
    """One account could open a puppet, grant it anything and use it within 0.21 s."""

    async def test_proposes_for_himself(self, registry_engine: AsyncEngine) -> None:
        work = await security(registry_engine)
        with pytest.raises(GrantToOneself):
            await proposed(work, wanted(work.caller.account_id))
        assert await audited(registry_engine, "propose-grant") == [
            (f"account {work.caller.account_id}", "grant-to-oneself")
        ]

    async def test_confirms_for_himself(self, registry_engine: AsyncEngine) -> None:
        work = await leader(registry_engine)
        grant_id = await proposed(await security(registry_engine), wanted(work.caller.account_id))
        with pytest.raises(GrantToOneself):
            await confirm_grant(work, grant_id)

    async def test_confirms_what_he_proposed(self, registry_engine: AsyncEngine) -> None:
        work = await security(registry_engine)
        both = await leader(registry_engine, account_id=work.caller.account_id)
        grant_id = await proposed(work, wanted(await given_holder(registry_engine)))
        with pytest.raises(SecondPersonNeeded):
            await confirm_grant(both, grant_id)

    async def test_proposes_for_an_account_that_he_opened(self, registry_engine: AsyncEngine) -> None:
        work = await security(registry_engine)
        puppet = await given_holder(registry_engine, opened_by=work.caller.account_id)
        with pytest.raises(OpenedByTheOther):
            await proposed(work, wanted(puppet))

    async def test_confirms_for_an_account_that_he_opened(self, registry_engine: AsyncEngine) -> None:
        work = await leader(registry_engine)
        puppet = await given_holder(registry_engine, opened_by=work.caller.account_id)
        grant_id = await proposed(await security(registry_engine), wanted(puppet))
        with pytest.raises(OpenedByTheOther):
            await confirm_grant(work, grant_id)
        await confirm_grant(await leader(registry_engine), grant_id)

    async def test_confirms_by_an_account_that_the_proposer_opened(self, registry_engine: AsyncEngine) -> None:
        work = await security(registry_engine)
        puppet = await leader(registry_engine, opened_by=work.caller.account_id)
        grant_id = await proposed(work, wanted(await given_holder(registry_engine)))
        with pytest.raises(OpenedByTheOther):
            await confirm_grant(puppet, grant_id)


class TestTheSecondPerson:
    async def test_is_a_leader_and_no_other_security_administrator(self, registry_engine: AsyncEngine) -> None:
        grant_id = await proposed(await security(registry_engine), wanted(await given_holder(registry_engine)))
        with pytest.raises(NotTheSecondPerson):
            await confirm_grant(await security(registry_engine), grant_id)

    async def test_learns_nothing_of_another_unit(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        asked = wanted(await given_holder(registry_engine), Role.STATION_STAFF, "411329104")
        grant_id = await proposed(await security(registry_engine), asked)
        elsewhere = await leader(registry_engine, OTHER_STATION)
        with pytest.raises(ProposalNotFound):
            await confirm_grant(elsewhere, grant_id)
        with pytest.raises(ProposalNotFound):
            await confirm_grant(elsewhere, new_id())

    async def test_confirms_once_when_two_try_at_once(self, registry_engine: AsyncEngine) -> None:
        grant_id = await proposed(await security(registry_engine), wanted(await given_holder(registry_engine)))
        tries = [confirm_grant(await leader(registry_engine), grant_id) for _ in range(2)]
        outcomes = await race(registry_engine, "grant_proposal", tries)
        assert [isinstance(outcome, ProposalDecided) for outcome in outcomes].count(True) == 1
        assert len(await published(registry_engine, "grant-given")) == 1

    async def test_keeps_duties_separate_even_when_two_are_confirmed_at_once(
        self, registry_engine: AsyncEngine
    ) -> None:
        account_id = await given_holder(registry_engine)
        roles = (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR, Role.CENTRE_STAFF)
        proposals = [await proposed(await security(registry_engine), wanted(account_id, role)) for role in roles]
        gifts = [confirm_grant(await leader(registry_engine), each) for each in proposals]
        outcomes = await race(registry_engine, "access_grant", gifts)
        assert [isinstance(outcome, DutiesNotSeparate) for outcome in outcomes].count(True) == 3
        assert len(await in_force(registry_engine, account_id)) == 1

    async def test_refuses_with_a_reason_and_then_nobody_can_confirm(self, registry_engine: AsyncEngine) -> None:
        account_id = await given_holder(registry_engine)
        grant_id = await proposed(await security(registry_engine), wanted(account_id))
        await refuse_grant(await leader(registry_engine), grant_id, reason="不在岗")
        with pytest.raises(ProposalDecided):
            await confirm_grant(await leader(registry_engine), grant_id)
        assert await in_force(registry_engine, account_id) == ()
        await given_confirmed(registry_engine, wanted(account_id))


class TestAWithdrawal:
    async def test_takes_back_ones_own_proposal_alone(self, registry_engine: AsyncEngine) -> None:
        work = await security(registry_engine)
        grant_id = await proposed(work, wanted(await given_holder(registry_engine)))
        with pytest.raises(ProposalNotFound):
            await withdraw_grant(await security(registry_engine), grant_id, reason="误操作")
        await withdraw_grant(work, grant_id, reason="误操作")
        with pytest.raises(ProposalDecided):
            await withdraw_grant(work, grant_id, reason="误操作")
        with pytest.raises(ProposalDecided):
            await confirm_grant(await leader(registry_engine), grant_id)
