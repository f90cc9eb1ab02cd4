"""Two files of one person become one, by two persons; and two again, as if they had never been one."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.contacts.commands import verify_mobile
from services.registry.corrections.commands import correct_field
from services.registry.corrections.commands.correcting import Correction
from services.registry.deregistrations.commands import Ground as Void
from services.registry.deregistrations.commands import deregister_veteran
from services.registry.duplicates.commands import reopen_suspicion, rule_out_duplicate
from services.registry.duplicates.commands.deciding import Decision
from services.registry.duplicates.domain.suspicion import SuspicionDecided, SuspicionOpen
from services.registry.merges.commands import (
    propose_merge,
    propose_unmerge,
    refuse_merge,
    withdraw_merge,
)
from services.registry.merges.domain import (
    MergedHoldsRoles,
    NotMerged,
    StatesDiffer,
    SurvivorInvalid,
    SurvivorIsMerged,
)
from services.registry.roles.commands import assume_role, end_role
from services.registry.roles.domain import RoleKind
from services.registry.self_accounts.commands import open_self_account
from services.registry.veterans.domain.registration import AlreadyRegistered
from services.registry.veterans.domain.standing import PersonIsMerged
from services.registry.veterans.queries.files import WantedFiles, fetch_files, find_survivors
from services.registry.veterans.queries.occupancy import ACTIVE_VETERANS
from shared.approval.proposal import ProposalDecided, ProposalNotFound, ProposalOpen, ProposedByOneself
from shared.http.dependencies import Reading
from shared.privacy.personal import Personal, PhoneNumber
from tests.races import race
from tests.registry.closed import close_org_unit
from tests.registry.deaths.test_deaths import recording, revoking
from tests.registry.duplicates.given import pair_of, pairs
from tests.registry.duplicates.test_finding import SAME_BIRTH
from tests.registry.given import CENTRE_CODE, KEYRING, NOW, given_network, given_work, published
from tests.registry.merges.given import TWICE, TWO, confirming, facts, figures, given_pair, merging, unmerging
from tests.registry.persons import (
    OTHER_ROOM,
    OTHER_ROOM_PATH,
    REGISTRAR,
    ROOM_PATH,
    given_number,
    given_veteran,
)

MARCH, APRIL = date(2019, 3, 1), date(2019, 4, 1)
ELSEWHERE: dict[str, Any] = {"domicile_code": OTHER_ROOM, "org_code": OTHER_ROOM}


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


@pytest.fixture
async def files(registry_engine: AsyncEngine) -> list[UUID]:
    """T1: Zhang Wei, registered in Shi'an on 1 March; and in Waizi on the 2nd, under a number that is a digit off."""
    first = await given_veteran(registry_engine, registered_on="2019-03-01")
    second = await given_veteran(registry_engine, id_number=SAME_BIRTH, registered_on="2019-03-02", **ELSEWHERE)
    return [first, second]


@pytest.fixture
async def pair(registry_engine: AsyncEngine, files: list[UUID]) -> UUID:
    """Somebody noticed it."""
    return await given_pair(registry_engine, *files)


async def becoming(engine: AsyncEngine, veteran_id: UUID, code: str, since: date | None = None) -> int:
    said = Correction("political_code", Personal(code), since, "县组〔2019〕7号")
    return await correct_field(given_work(engine), veteran_id, said, registrar=REGISTRAR)


class TestAMerge:
    async def test_tells_both_streams_and_counts_one_person_from_the_start(
        self, registry_engine: AsyncEngine, files: list[UUID], pair: UUID
    ) -> None:
        """T1: the domicile decides; the figure rises by 1 in all."""
        first, second = files
        await becoming(registry_engine, first, "13", APRIL)
        await merging(registry_engine, pair, second)
        told = {"surviving_id": str(second), "merged_id": str(first), "reason": "registered-twice"}
        counted = {"org_path": ROOM_PATH, "starts_on": "2019-03-01", "ends_on": "2019-04-01", "party_member": True}
        since = {**counted, "starts_on": "2019-04-01", "ends_on": None, "party_member": False}
        events = {
            event["person_id"]: (sequence, event)
            for _, sequence, event in await published(registry_engine, "veterans-merged")
        }
        assert events == {
            str(second): (2, {
                **told, "person_id": str(second), "org_path": OTHER_ROOM_PATH, "chosen_division": OTHER_ROOM,
                "counted_before": [], "roles_before": [],
            }),
            str(first): (3, {
                **told, "person_id": str(first), "org_path": ROOM_PATH, "chosen_division": OTHER_ROOM,
                "counted_before": [counted, since], "roles_before": [],
            }),
        }  # fmt: skip
        assert await figures(registry_engine) == {
            (OTHER_ROOM_PATH, "F01", "2019-03-02", "1"), (OTHER_ROOM_PATH, "F02", "2019-03-02", "1"),
        }  # fmt: skip

    async def test_leads_to_the_file_that_goes_on_and_is_done_nothing_with(
        self, registry_engine: AsyncEngine, files: list[UUID], pair: UUID
    ) -> None:
        first, second = files
        await merging(registry_engine, pair, second)
        work = given_work(registry_engine)
        async with registry_engine.connect() as connection:
            assert await find_survivors(connection, files) == {first: second}
            page = await fetch_files(
                Reading(connection, work.caller, NOW), WantedFiles(), None, 50, view=lambda row: row.veteran_id
            )
        assert page.items == [second]
        other = await given_veteran(registry_engine, id_number=given_number(3), name="李四")
        acts = (
            becoming(registry_engine, first, "13"),
            given_pair(registry_engine, first, other),
            recording(registry_engine, first),
            revoking(registry_engine, first),
            deregister_veteran(work, first, Void("not-a-veteran", "第1号"), keyring=KEYRING),
            assume_role(work, first, kind=RoleKind.MEDIATOR, assumed_on=APRIL, source="名册", keyring=KEYRING),
            open_self_account(work, first),
            verify_mobile(
                work, first, value=PhoneNumber("13800138000"), verification="in-person", keyring=KEYRING, most_an_hour=9
            ),
        )
        for act in acts:
            with pytest.raises(PersonIsMerged):
                await act
        with pytest.raises(AlreadyRegistered):  # R1: the number stays with the file
            await given_veteran(registry_engine)
        await becoming(registry_engine, second, "13")

    async def test_is_undone_exactly(self, registry_engine: AsyncEngine, files: list[UUID], pair: UUID) -> None:
        """On every day, in every unit, whatever the file had been through."""
        first, second = files
        await becoming(registry_engine, first, "13", APRIL)
        for each in files:
            await recording(registry_engine, each, date(2019, 4, 20), path=CENTRE_CODE)
        before = (
            await figures(registry_engine),
            await facts(registry_engine, first),
            await facts(registry_engine, second),
        )
        for _ in range(2):
            await merging(registry_engine, pair, second)
            assert await figures(registry_engine) != before[0]
            await unmerging(registry_engine, pair, second)
            after = await figures(registry_engine), *[await facts(registry_engine, each) for each in files]
            assert after == before
        names = [
            (kind, sequence)
            for kind, sequence, event in await published(registry_engine)
            if event.get("person_id") == str(first)
        ]
        assert [sequence for _, sequence in names if "suspected" not in _] == list(range(1, 8))
        assert await rule_out_duplicate(given_work(registry_engine), pair, Decision("met-both", "当面核实")) == 2

    async def test_takes_two_persons_and_the_same_choice(
        self, registry_engine: AsyncEngine, files: list[UUID], pair: UUID
    ) -> None:
        first, second = files
        work, other = given_work(registry_engine), given_work(registry_engine)
        with pytest.raises(SurvivorInvalid):
            await propose_merge(work, pair, UUID(int=1), TWICE)
        proposal = await propose_merge(work, pair, second, TWICE, version=1)
        with pytest.raises(ProposalOpen):
            await propose_merge(other, pair, first, TWICE)
        with pytest.raises(ProposedByOneself):
            await confirming(work, proposal, second)
        with pytest.raises(ProposedByOneself):
            await refuse_merge(work, proposal, note="看错了")
        with pytest.raises(SurvivorInvalid):
            await confirming(other, proposal, first)
        with pytest.raises(ProposalNotFound):
            await withdraw_merge(other, proposal, note="看错了")
        with pytest.raises(ProposalNotFound):
            await confirming(other, UUID(int=1), second)
        assert await published(registry_engine, "veterans-merged") == []
        await withdraw_merge(work, proposal, note="看错了")
        for late in (confirming(other, proposal, second), refuse_merge(other, proposal, note="看错了")):
            with pytest.raises(ProposalDecided):
                await late
        await refuse_merge(other, await propose_merge(work, pair, second, TWICE), note="证据不足")
        await merging(registry_engine, pair, first)
        for refused in (
            propose_merge(work, pair, first, TWICE),
            rule_out_duplicate(work, pair, Decision("met-both", "当面核实")),
        ):
            with pytest.raises(SuspicionDecided):
                await refused
        with pytest.raises(SuspicionOpen):
            await reopen_suspicion(work, pair, reason="新线索")

    async def test_waits_until_both_agree_on_a_death_and_the_roles_have_ended(
        self, registry_engine: AsyncEngine, files: list[UUID], pair: UUID
    ) -> None:
        first, second = files
        work = given_work(registry_engine)
        role = await assume_role(work, first, kind=RoleKind.MEDIATOR, assumed_on=MARCH, source="名册", keyring=KEYRING)
        proposal = await propose_merge(work, pair, second, TWICE)
        with pytest.raises(MergedHoldsRoles):
            await confirming(given_work(registry_engine), proposal, second)
        await end_role(work, role.role_id, ended_on=APRIL, reason="离任")
        await recording(registry_engine, second, path=CENTRE_CODE)
        with pytest.raises(StatesDiffer):
            await confirming(given_work(registry_engine), proposal, second)
        await revoking(registry_engine, second)
        await confirming(given_work(registry_engine), proposal, second)

    async def test_is_undone_to_the_unit_above_where_its_own_has_closed(
        self, registry_engine: AsyncEngine, files: list[UUID], pair: UUID
    ) -> None:
        first, second = files
        await merging(registry_engine, pair, first)
        closed: dict[str, Any] = {"occupancies": [ACTIVE_VETERANS], "closed_on": date(2019, 4, 20)}
        await close_org_unit(given_work(registry_engine), OTHER_ROOM, **closed)
        await unmerging(registry_engine, pair, first)
        [(_, _, event)] = await published(registry_engine, "veteran-relocated")
        assert (event["person_id"], event["to_org_code"]) == (str(second), "411329105")
        assert ("411329.411329105", "F01") in {row[:2] for row in await figures(registry_engine)}

    async def test_of_a_chain_leads_to_its_end_and_is_undone_from_there(
        self, registry_engine: AsyncEngine, files: list[UUID], pair: UUID
    ) -> None:
        first, second = files
        third = await given_veteran(registry_engine, id_number=given_number(3), name="李四")
        await merging(registry_engine, pair, second)
        onward = await given_pair(registry_engine, second, third)
        await merging(registry_engine, onward, third)
        async with registry_engine.connect() as connection:
            assert await find_survivors(connection, files) == {first: third, second: third}
        proposal = await propose_unmerge(given_work(registry_engine), pair, TWO)
        with pytest.raises(SurvivorIsMerged):
            await confirming(given_work(registry_engine), proposal, second)
        await unmerging(registry_engine, onward, third)
        await confirming(given_work(registry_engine), proposal, second)
        with pytest.raises(NotMerged):
            await propose_unmerge(given_work(registry_engine), pair, TWO)
        # What was like the merged file is like the one that goes on.
        await merging(registry_engine, pair, second)
        fourth = await given_veteran(registry_engine, id_number=given_number(9, date(1959, 2, 26)))
        assert pair_of(second, fourth) in await pairs(registry_engine)
        assert pair_of(first, fourth) not in await pairs(registry_engine)

    async def test_happens_once_when_two_confirm_at_once(
        self, registry_engine: AsyncEngine, files: list[UUID], pair: UUID
    ) -> None:
        second = files[1]
        proposal = await propose_merge(given_work(registry_engine), pair, second, TWICE)
        both = [confirming(given_work(registry_engine), proposal, second) for _ in range(2)]
        answers = await race(registry_engine, "merge_proposal", both)
        assert {type(answer) for answer in answers} == {type(None), ProposalDecided}
        assert len(await published(registry_engine, "veterans-merged")) == 2

    async def test_of_three_in_a_circle_leaves_somebody(
        self, registry_engine: AsyncEngine, files: list[UUID], pair: UUID
    ) -> None:
        """Each into the next, all confirmed at once: the last finds that the file it is to go on is merged."""
        third = await given_veteran(registry_engine, id_number=given_number(3), name="李四")
        circle = [(pair, files[1]), (await given_pair(registry_engine, files[1], third), third)]
        circle.append((await given_pair(registry_engine, third, files[0]), files[0]))
        work = given_work(registry_engine)
        proposals = [(await propose_merge(work, each, survivor, TWICE), survivor) for each, survivor in circle]
        confirmed = [confirming(given_work(registry_engine), *each) for each in proposals]
        answers = await race(registry_engine, "veteran", confirmed)
        assert {type(answer) for answer in answers} == {type(None), PersonIsMerged}
        async with registry_engine.connect() as connection:
            led = await find_survivors(connection, [*files, third])
        assert len({led.get(each, each) for each in (*files, third)}) == 3 - answers.count(None)

    async def test_and_a_correction_at_once_follow_each_other(
        self, registry_engine: AsyncEngine, files: list[UUID], pair: UUID
    ) -> None:
        first, second = files
        proposal = await propose_merge(given_work(registry_engine), pair, second, TWICE)
        both = [
            confirming(given_work(registry_engine), proposal, second),
            becoming(registry_engine, first, "13", APRIL),
        ]
        answers = await race(registry_engine, "veteran", both)
        assert answers[0] is None
        assert isinstance(answers[1], int | PersonIsMerged)
        await figures(registry_engine)
