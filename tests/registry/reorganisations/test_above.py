"""What becomes of a unit is decided above it: by nobody who acts for that unit alone (decision 59)."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.network.commands import correct_org_unit, rename_org_unit
from services.registry.network.domain import HostKind, Term, UnitKind
from services.registry.network.rules import Corrected, Proposal
from services.registry.reorganisations.commands import (
    ask_org_unit_closing_again,
    begin_org_unit_closing,
    close_org_unit,
    merge_org_unit,
    move_holdings,
    move_org_unit,
    revoke_org_unit_closure,
    revoke_org_unit_move,
    split_org_unit,
    stop_holdings_move,
    take_holdings_back,
    withdraw_org_unit_closing,
)
from services.registry.reorganisations.commands.carrying import Handover
from shared.auth.caller import OutOfScope
from shared.auth.roles import Role
from shared.command import Work
from tests.browsers import links_of
from tests.given import given_caller
from tests.registry.conftest import BrowserOf
from tests.registry.given import SINCE, given_network, given_work
from tests.registry.persons import ROOM
from tests.registry.reorganisations.given import given_answers

OWN, OTHER, UNIT_STATION = "411329104", "411329105", "411329U01"
PAPER, ON = "新退〔2019〕9号", date(2019, 4, 20)
RIGHT = Corrected(SINCE, HostKind.TOWNSHIP, OWN, (Term(SINCE, "甲"),))
BESIDE = Proposal("411329U02", UnitKind.STATION, HostKind.COUNTY_DIRECT_UNIT, "乙", "411329", None, ON)
OTHER_STATION = Handover(OTHER, ON, PAPER)

ACTS: dict[str, Callable[[Work], Awaitable[object]]] = {
    "rename": lambda work: rename_org_unit(work, OWN, name="甲"),
    "correct": lambda work: correct_org_unit(work, OWN, RIGHT, document=PAPER),
    "close": lambda work: close_org_unit(work, OWN),
    "begin": lambda work: begin_org_unit_closing(work, OWN, document=PAPER),
    "ask": lambda work: ask_org_unit_closing_again(work, OWN),
    "withdraw": lambda work: withdraw_org_unit_closing(work, OWN, document=PAPER),
    "merge": lambda work: merge_org_unit(work, OWN, OTHER_STATION),
    "split": lambda work: split_org_unit(work, OWN, BESIDE, Handover("411329U02", ON, PAPER)),
    "move": lambda work: move_org_unit(work, OWN, parent_code=UNIT_STATION, document=PAPER),
    "reopen": lambda work: revoke_org_unit_closure(work, OWN, document=PAPER),
    "revoke": lambda work: revoke_org_unit_move(work, OWN, document=PAPER),
}


def station(engine: AsyncEngine) -> Work:
    return given_work(engine, Role.STATION_STAFF, f"411329.{OWN}")


@pytest.fixture
async def engine(registry_engine: AsyncEngine) -> AsyncEngine:
    await given_network(registry_engine)
    return registry_engine


class TestAUnit:
    @pytest.mark.parametrize("act", ACTS)
    async def test_is_not_for_its_own_staff_to_decide_on(self, engine: AsyncEngine, act: str) -> None:
        with pytest.raises(OutOfScope):
            await ACTS[act](station(engine))

    async def test_is_decided_on_by_the_one_above(self, engine: AsyncEngine) -> None:
        work = station(engine)
        assert (await rename_org_unit(work, ROOM, name="甲")).name == "甲"
        await begin_org_unit_closing(work, ROOM, document=PAPER)
        await ask_org_unit_closing_again(work, ROOM)
        await given_answers(engine, ROOM)
        assert (await close_org_unit(work, ROOM)).closed_on is not None

    async def test_is_merged_after_all_where_those_of_both_units_alone_would_not(self, engine: AsyncEngine) -> None:
        """Each of the two stations is theirs; the county decided."""
        merged = await merge_org_unit(given_work(engine), OWN, OTHER_STATION)
        own, other = (given_caller(Role.STATION_STAFF, f"411329.{code}") for code in (OWN, OTHER))
        both = replace(station(engine), caller=replace(own, grants=(*own.grants, *other.grants)))
        with pytest.raises(OutOfScope):
            await take_holdings_back(both, OWN, merged.move_id, document=PAPER)

    async def test_keeps_the_move_that_was_asked_for_above(self, engine: AsyncEngine) -> None:
        put = await move_holdings(given_work(engine), OWN, OTHER_STATION)
        with pytest.raises(OutOfScope):
            await stop_holdings_move(station(engine), OWN, put.move_id, document=PAPER)
        await stop_holdings_move(given_work(engine), OWN, put.move_id, document=PAPER)


class TestThePages:
    async def test_offer_it_to_who_may(self, engine: AsyncEngine, browser_of: BrowserOf) -> None:
        await move_org_unit(given_work(engine), OWN, parent_code=UNIT_STATION, document=PAPER)
        path = f"411329.{UNIT_STATION}.{OWN}"
        clerk, above = await browser_of(Role.STATION_STAFF, path), await browser_of(Role.CENTRE_STAFF)
        forms = [f"/registry/network/{OWN}/{each}" for each in FORMS]
        offered = {who: links_of(await who.get(f"/registry/network/{OWN}")) for who in (clerk, above)}
        assert not offered[clerk] & set(forms)
        assert offered[above] >= set(forms)
        assert f"/registry/network/new?parent={OWN}" in offered[clerk]
        for form in forms:
            assert ((await clerk.get(form)).status_code, (await above.get(form)).status_code) == (403, 200), form
        await begin_org_unit_closing(given_work(engine), OWN, document=PAPER)
        shown = [links_of(await who.get(f"/registry/network/{OWN}/closing")) for who in (clerk, above)]
        assert [f"/registry/network/{OWN}/closure" in each for each in shown] == [False, True]


FORMS = ("name", "correction", "move", "move/revocation", "merger", "split", "closing/new")
