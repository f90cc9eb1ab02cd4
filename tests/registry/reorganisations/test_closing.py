"""A unit that is to be closed: intake stops, everyone is asked, and it closes when nothing is open (R10)."""

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.network.domain import OrgUnitIsClosed, OrgUnitIsClosing, OrgUnitOccupied
from services.registry.network.queries import get_unit
from services.registry.party.domain import PartyKind
from services.registry.party.tables import PARTY_ORGANISATION
from services.registry.registrations.commands import register_veteran
from services.registry.relocations.commands import Reported, record_relocation
from services.registry.relocations.domain import RelocationInvalid
from services.registry.relocations.parameters import Kind
from services.registry.reorganisations.commands import (
    ask_org_unit_closing_again,
    begin_org_unit_closing,
    close_org_unit,
    move_org_unit,
    withdraw_org_unit_closing,
)
from services.registry.reorganisations.commands.acts import ACTS
from services.registry.reorganisations.domain import NotToBeClosed
from services.registry.reorganisations.parameters import KINDS
from services.registry.reorganisations.queries import CHECKS
from services.registry.roles.commands import assume_role
from services.registry.roles.domain import RoleKind
from services.registry.veterans.domain.registration import RegistrationInvalid
from shared.auth.caller import OutOfScope
from shared.auth.permissions import PERMISSIONS
from shared.auth.roles import Role
from shared.entries.commands import take_step, take_step_back
from tests.registry.books.given import BOOK, given_entry
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import (
    KEYRING,
    TODAY,
    audited,
    given_network,
    given_party,
    given_work,
    published,
)
from tests.registry.grants.given import given_confirmed, given_holder, wanted
from tests.registry.persons import OTHER_ROOM, REGISTRAR, ROOM, codes_of, given_form, given_number, given_veteran
from tests.registry.reorganisations.given import given_answers

PAPER = "新退〔2019〕9号"
STATION = "411329104"


@pytest.fixture
async def closing(registry_engine: AsyncEngine) -> AsyncEngine:
    """A room that is to be closed."""
    await given_network(registry_engine)
    await begin_org_unit_closing(given_work(registry_engine), ROOM, document=PAPER)
    return registry_engine


class TestAUnitThatIsToBeClosed:
    async def test_is_told_and_stands_in_the_audit(self, closing: AsyncEngine) -> None:
        [(_, version, data)] = await published(closing, "org-unit-closing")
        assert (version, data["org_code"], data["successor_code"]) == (2, ROOM, None)
        assert await audited(closing, "begin-org-unit-closing") == [(f"org-unit {ROOM}", "done")]

    async def test_takes_nobody_in(self, closing: AsyncEngine) -> None:
        with pytest.raises(RegistrationInvalid) as registered:
            await register_veteran(given_work(closing), given_form(), registrar=REGISTRAR)
        assert codes_of(registered.value) == {"org_code": "org-closing"}
        veteran_id = await given_veteran(closing, org_code=OTHER_ROOM, domicile_code=OTHER_ROOM)
        there = Reported(Kind.DOMICILE, ROOM, ROOM, TODAY, PAPER)
        with pytest.raises(RelocationInvalid) as moved:
            await record_relocation(given_work(closing), veteran_id, there, registrar=REGISTRAR)
        assert codes_of(moved.value) == {"unit": "org-closing"}
        with pytest.raises(OrgUnitIsClosing):
            await assume_role(
                given_work(closing),
                veteran_id,
                kind=RoleKind.MEDIATOR,
                assumed_on=TODAY,
                source=PAPER,
                keyring=KEYRING,
                org_code=ROOM,
            )
        with pytest.raises(OrgUnitIsClosing):
            await move_org_unit(given_work(closing), ROOM, parent_code="411329105", document=PAPER)

    async def test_is_closed_by_nobody_before_every_service_has_cleared_it(self, closing: AsyncEngine) -> None:
        with pytest.raises(OrgUnitOccupied) as refused:
            await close_org_unit(given_work(closing), ROOM)
        assert [fault.code for fault in refused.value.fields] == ["not-answered"] * 3
        await given_answers(closing, ROOM, benefits=("cases", 2))
        with pytest.raises(OrgUnitOccupied) as kept:
            await close_org_unit(given_work(closing), ROOM)
        assert [(fault.code, fault.zh) for fault in kept.value.fields] == [("open-cases", "优待服务：在办案件 2 项。")]

    async def test_is_kept_by_what_registry_holds_itself(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await given_veteran(registry_engine)
        await begin_org_unit_closing(given_work(registry_engine), ROOM, document=PAPER)
        await given_answers(registry_engine, ROOM)
        with pytest.raises(OrgUnitOccupied) as refused:
            await close_org_unit(given_work(registry_engine), ROOM)
        assert [fault.code for fault in refused.value.fields] == ["active-veterans"]

    async def test_has_whoever_answers_for_it_end_first(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        work, kept = given_work(registry_engine), BOOK["responsible-persons"].definition
        entry = await given_entry(registry_engine, "responsible-persons", org_code=ROOM)
        await begin_org_unit_closing(work, ROOM, document=PAPER)
        await given_answers(registry_engine, ROOM)
        with pytest.raises(OrgUnitOccupied) as refused:
            await close_org_unit(work, ROOM)
        assert [(fault.code, fault.zh) for fault in refused.value.fields] == [
            ("responsible-persons", "还有 1 名责任人在任，请先终止任职。")
        ]
        await take_step(work, kept, entry, "end", on=TODAY, document=PAPER)
        await close_org_unit(work, ROOM)
        with pytest.raises(OrgUnitIsClosed):
            await take_step_back(work, kept, entry, reason=PAPER)

    async def test_is_closed_with_the_party_organisation_beside_it(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await given_party(registry_engine, PartyKind.BRANCH, STATION)
        await given_party(registry_engine, PartyKind.GROUP, ROOM)
        await begin_org_unit_closing(given_work(registry_engine), ROOM, document=PAPER)
        await given_answers(registry_engine, ROOM)
        closed = await close_org_unit(given_work(registry_engine), ROOM)
        assert (closed.closed_on, closed.closing_since) == (TODAY, None)
        [(_, _, data)] = await published(registry_engine, "org-unit-closed")
        assert data["closed_on"] == "2019-04-30"
        async with registry_engine.connect() as connection:
            held = PARTY_ORGANISATION.c
            group = select(held.dissolved_on).where(held.mirror_of == ROOM)
            assert (await connection.execute(group)).scalar_one() == TODAY
        with pytest.raises(OrgUnitIsClosed):
            await close_org_unit(given_work(registry_engine), ROOM)

    async def test_is_asked_about_anew_and_old_answers_do_not_count(self, closing: AsyncEngine) -> None:
        await given_answers(closing, ROOM)
        await ask_org_unit_closing_again(given_work(closing), ROOM)
        with pytest.raises(OrgUnitOccupied) as refused:
            await close_org_unit(given_work(closing), ROOM)
        assert [fault.code for fault in refused.value.fields] == ["not-answered"] * 3
        assert [version for _, version, _ in await published(closing, "org-unit-closing")] == [2, 3]

    async def test_takes_in_again_when_that_is_withdrawn(self, closing: AsyncEngine) -> None:
        await withdraw_org_unit_closing(given_work(closing), ROOM, document="新退〔2019〕10号")
        await given_veteran(closing)
        assert len(await published(closing, "org-unit-closing-withdrawn")) == 1
        with pytest.raises(NotToBeClosed):
            await close_org_unit(given_work(closing), ROOM)

    async def test_is_nobodys_business_outside_the_scope(self, closing: AsyncEngine) -> None:
        work = given_work(closing, Role.STATION_STAFF, "411329.411329105")
        with pytest.raises(OutOfScope):
            await withdraw_org_unit_closing(work, ROOM, document=PAPER)

    async def test_is_refused_a_second_time(self, closing: AsyncEngine) -> None:
        with pytest.raises(OrgUnitIsClosing):
            await begin_org_unit_closing(given_work(closing), ROOM, document=PAPER)
        async with closing.connect() as connection:
            assert (await get_unit(connection, ROOM)).closing_since == TODAY


class TestTheConversation:
    async def test_is_shown_over_http(self, closing: AsyncEngine, client_for: ClientFor) -> None:
        await given_answers(closing, ROOM, reporting=("counted-persons", 3))
        client = await client_for(Role.CENTRE_STAFF)
        told = (await client.get(f"/org-units/{ROOM}/closing")).json()
        assert told["open"] == []
        assert {each["service"]: (each["is_cleared"], each["open"]) for each in told["answers"]} == {
            "benefits": (True, {}),
            "reporting": (False, {"counted-persons": 3}),
            "notifications": (True, {}),
        }
        refused = await client.post(f"/org-units/{ROOM}/closure", json={})
        assert (refused.status_code, refused.json()["code"]) == (409, "org-unit-occupied")
        assert (await client.post(f"/org-units/{ROOM}/closing/question")).status_code == 200
        assert (await client.get(f"/org-units/{STATION}/closing")).status_code == 409
        listed = (await client.get("/org-units", params={"closing": True})).json()["items"]
        assert [each["code"] for each in listed] == [ROOM]

    async def test_is_held_in_a_browser(self, registry_engine: AsyncEngine, browser_of: BrowserOf) -> None:
        await given_network(registry_engine)
        await given_veteran(registry_engine, id_number=given_number(1))
        clerk = await browser_of(Role.CENTRE_STAFF)
        page = f"/registry/network/{ROOM}"
        begun = await clerk.post(f"{page}/closing/new", data={"document": PAPER, "version": "1"})
        assert begun.status_code == 303, begun.text
        assert (begun.status_code, begun.headers["location"].partition("?")[0]) == (303, f"{page}/closing")
        assert ROOM in (await clerk.get("/registry/network?closing=true")).text
        assert ROOM not in (await clerk.get("/registry/network?closing=false")).text
        shown = (await clerk.get(f"{page}/closing")).text
        assert "还有 1 名在册退役军人" in shown
        assert "尚未答复" in shown
        kept = await clerk.post(f"{page}/closure", data={"closed_on": "", "version": "2"})
        assert kept.status_code == 409
        assert "还有 1 名在册退役军人" in kept.text
        assert (
            await clerk.post(f"{page}/closing/question", data={"idempotency_key": "asked-again"})
        ).status_code == 303
        back = await clerk.post(f"{page}/closing/withdrawal", data={"document": PAPER})
        assert back.status_code == 303
        assert "拟撤销" in (await clerk.get(page)).text


class TestWhatIsLeft:
    @pytest.mark.parametrize("path", [check.listed_at for check in CHECKS])
    async def test_leads_to_its_list(self, registry_engine: AsyncEngine, browser_of: BrowserOf, path: str) -> None:
        await given_network(registry_engine)
        clerk = await browser_of(Role.CENTRE_STAFF)
        assert (await clerk.get(path.format(ROOM))).status_code == 200


class TestGrantsThere:
    async def test_are_named_for_security_and_keep_nothing_open(
        self, registry_engine: AsyncEngine, client_for: ClientFor, browser_of: BrowserOf
    ) -> None:
        await given_network(registry_engine)
        only, both = await given_holder(registry_engine), await given_holder(registry_engine)
        for holder in (only, both):
            await given_confirmed(registry_engine, wanted(holder, Role.ROOM_STAFF, ROOM))
        await given_confirmed(registry_engine, wanted(both, Role.ROOM_STAFF, OTHER_ROOM))
        await begin_org_unit_closing(given_work(registry_engine), ROOM, document=PAPER)
        clerk = await client_for(Role.CENTRE_STAFF)
        assert (await clerk.get(f"/org-units/{ROOM}/closing")).json()["grants"] == 2
        page = f"/registry/network/{ROOM}"
        told = (await (await browser_of(Role.CENTRE_STAFF)).get(f"{page}/closing")).text
        assert "授权 2 项" in told
        assert "/registry/grants?" not in told
        await given_answers(registry_engine, ROOM)
        await close_org_unit(given_work(registry_engine), ROOM)
        security = await client_for(Role.SECURITY_ADMINISTRATOR)
        there = {"unit": ROOM, "in_force": "true"}
        listed = (await security.get("/grants", params=there)).json()["items"]
        assert {each["account_id"]: each["is_only"] for each in listed} == {str(only): True, str(both): False}
        assert (await security.get("/grants", params={"unit": "411329999"})).status_code == 404
        seen = await browser_of(Role.SECURITY_ADMINISTRATOR)
        assert f"/registry/grants?unit={ROOM}&amp;in_force=true" in (await seen.get(page)).text
        assert (await seen.get("/registry/grants", params=there)).text.count("无其他授权") == 1
        assert "/registry/grants?" not in (await (await browser_of(Role.CENTRE_STAFF)).get(page)).text


class TestAPieceThatGoes:
    """Whoever has it go may do by hand what is done with it."""

    @pytest.mark.parametrize(
        ("kind", "act"),
        [
            ("veteran", "POST /veterans/{veteran_id}/relocations"),
            ("resident", "POST /veterans/{veteran_id}/relocations"),
            ("recipient", "POST /recipients/{person_id}/move"),
            ("role", "POST /veterans/{veteran_id}/social-roles"),
            ("team", "POST /volunteer-teams"),
            ("application", "POST /party-applications/{application_id}/correction"),
            ("member", "POST /veterans/{veteran_id}/party-memberships"),
            ("affiliation", "POST /veterans/{veteran_id}/party-affiliation"),
            ("staff", "POST /staff-posts"),
        ],
    )
    def test_asks_for_what_its_own_route_asks(self, kind: str, act: str) -> None:
        assert f"registry {act}" in PERMISSIONS[KINDS[kind].permission].routes

    def test_has_an_act_of_each_kind(self) -> None:
        assert list(ACTS) == list(KINDS)
