"""Party organisations are renamed, corrected, dissolved, and follow their unit (R4)."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.former.queries import list_former
from services.registry.network.queries import get_unit
from services.registry.party.commands import (
    correct_party_organisation,
    dissolve_party_organisation,
    dissolve_with,
    establish_party_organisation,
    move_with,
    rename_party_organisation,
    revoke_party_dissolution,
)
from services.registry.party.domain import (
    DissolvedByOneself,
    PartyKind,
    PartyOrganisationChanged,
    PartyOrganisationInvalid,
    PartyOrganisationIsDissolved,
    PartyOrganisationNotFound,
    PartyOrganisationOccupied,
    PartyOrganisationStands,
    PartyOrganisationUnchanged,
    ProposedOrganisation,
    StationHasNoBranch,
)
from services.registry.party.parameters import IN_ERROR
from services.registry.party.tables import PARTY_ORGANISATION
from shared.auth.roles import Role
from shared.command import Transaction, command
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import SINCE, given_deputy, given_network, given_party, given_work, published
from tests.registry.persons import codes_of

BRANCH, OTHER, GROUP = "411329104-DZB", "411329105-DZB", "411329104210-DXZ"
ROOM, PATH = "411329104210", "411329.411329104.411329104210"
APRIL = date(2019, 4, 1)
ENDED: dict[str, Any] = {
    "dissolved_on": APRIL,
    "reason": "reorganised",
    "document": "批复〔2019〕3号",
    "held": (),
    "lasted": (),
}


@pytest.fixture(autouse=True)
async def _party(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)
    for station in ("411329104", "411329105"):
        await given_party(registry_engine, PartyKind.BRANCH, station)
    await given_party(registry_engine, PartyKind.GROUP, ROOM)


class TestRenaming:
    async def test_holds_from_a_day_and_keeps_the_names(self, registry_engine: AsyncEngine) -> None:
        how: dict[str, Any] = {"renamed_on": APRIL, "document": "批复〔2019〕3号"}
        renamed = await rename_party_organisation(given_work(registry_engine), BRANCH, "第一党支部", **how)
        assert (renamed.name, renamed.named_on, renamed.version) == ("第一党支部", APRIL, 2)
        with pytest.raises(PartyOrganisationUnchanged):
            await rename_party_organisation(given_work(registry_engine), BRANCH, "第一党支部", **how)
        early = {**how, "renamed_on": date(2019, 3, 31)}
        with pytest.raises(PartyOrganisationInvalid) as refused:
            await rename_party_organisation(given_work(registry_engine), BRANCH, "第二党支部", **early)
        assert codes_of(refused.value) == {"renamed_on": "out-of-order"}
        with pytest.raises(PartyOrganisationChanged):
            await rename_party_organisation(given_work(registry_engine), BRANCH, "第二党支部", version=1, **how)
        elsewhere = given_work(registry_engine, Role.STATION_STAFF, "411329.411329105")
        with pytest.raises(PartyOrganisationNotFound):
            await rename_party_organisation(elsewhere, BRANCH, "第二党支部", **how)
        [(_, _, event)] = await published(registry_engine, "party-organisation-renamed")
        assert (event["name"], event["renamed_on"]) == ("第一党支部", "2019-04-01")
        async with registry_engine.connect() as connection:
            [former] = await list_former(connection, PARTY_ORGANISATION, BRANCH)
        assert (former.version, former.said["renamed_on"], former.reason) == (1, None, "批复〔2019〕3号")


class TestDissolving:
    async def test_waits_for_the_groups(self, registry_engine: AsyncEngine) -> None:
        with pytest.raises(PartyOrganisationOccupied):
            await dissolve_party_organisation(given_work(registry_engine), BRANCH, **ENDED)
        for code in (GROUP, BRANCH):
            await dissolve_party_organisation(given_work(registry_engine), code, **ENDED)
        told = [event for _, _, event in await published(registry_engine, "party-organisation-dissolved")]
        assert [(each["party_org_code"], each["kind"], each["dissolved_on"]) for each in told] == [
            (GROUP, "group", "2019-04-01"),
            (BRANCH, "branch", "2019-04-01"),
        ]
        with pytest.raises(PartyOrganisationIsDissolved):
            await dissolve_party_organisation(given_work(registry_engine), BRANCH, **ENDED)
        await given_party(registry_engine, PartyKind.BRANCH, "411329U01")

    async def test_of_an_error_is_on_the_day_of_its_founding(self, registry_engine: AsyncEngine) -> None:
        error = {**ENDED, "reason": "entered-in-error"}
        assert (await dissolve_party_organisation(given_work(registry_engine), GROUP, **error)).dissolved_on == SINCE

    async def test_leaves_the_unit_to_another(self, registry_engine: AsyncEngine, browser_of: BrowserOf) -> None:
        clerk = await browser_of(Role.CENTRE_STAFF)
        late = {"dissolved_on": "2019-02-01", "reason": "reorganised", "document": "批复", "version": "1"}
        refused = await clerk.post(f"/registry/party/{GROUP}/dissolution", data=late)
        assert (refused.status_code, 'href="#f-dissolved_on"' in refused.text) == (422, True)
        done = await clerk.post(f"/registry/party/{GROUP}/dissolution", data={**late, "dissolved_on": "2019-04-01"})
        assert done.status_code == 303
        page = (await clerk.get(f"/registry/party/{GROUP}")).text
        assert "党组织调整" in page
        assert "撤销党组织" in page
        new = {"kind": "group", "mirror_of": ROOM, "code": "411329104210-DXZ2", "name": "新党小组"}
        assert (
            await clerk.post("/registry/party/new", data={**new, "established_on": "2019-04-02"})
        ).status_code == 303


class TestTakingADissolutionBack:
    async def test_leaves_it_standing_under_its_own_code(self, registry_engine: AsyncEngine) -> None:
        clerk, paper = given_work(registry_engine), "更正说明〔2019〕4号"
        with pytest.raises(PartyOrganisationStands):
            await revoke_party_dissolution(given_work(registry_engine), GROUP, document=paper)
        for code in (GROUP, BRANCH):
            await dissolve_party_organisation(clerk, code, **ENDED)
        for work in (clerk, given_deputy(clerk)):
            with pytest.raises(DissolvedByOneself):
                await revoke_party_dissolution(work, BRANCH, document=paper)
        other = given_work(registry_engine)
        with pytest.raises(StationHasNoBranch):
            await revoke_party_dissolution(other, GROUP, document=paper)
        for code in (BRANCH, GROUP):
            back = await revoke_party_dissolution(other, code, document=paper)
            assert (back.dissolved_on, back.dissolution, back.dissolved_by, back.version) == (None, None, None, 3)
        told = [event for _, _, event in await published(registry_engine, "party-organisation-dissolution-revoked")]
        assert [(each["party_org_code"], each["parent_code"], each["dissolved_on"]) for each in told] == [
            (BRANCH, None, "2019-04-01"),
            (GROUP, BRANCH, "2019-04-01"),
        ]

    async def test_is_refused_beside_a_unit_that_has_another_or_is_to_be_closed(
        self, registry_engine: AsyncEngine, client_for: ClientFor, browser_of: BrowserOf
    ) -> None:
        await dissolve_party_organisation(given_work(registry_engine), GROUP, **ENDED)
        again = ProposedOrganisation(f"{GROUP}2", PartyKind.GROUP, "新党小组", ROOM, date(2019, 4, 2))
        await establish_party_organisation(given_work(registry_engine), again)
        client = await client_for(Role.CENTRE_STAFF)
        at = f"/party-organisations/{GROUP}/dissolution/revocation"
        refused = await client.post(at, json={"document": "更正说明"})
        assert (refused.status_code, refused.json()["code"]) == (409, "already-mirrored")
        await dissolve_party_organisation(given_work(registry_engine), f"{GROUP}2", **{**ENDED, "reason": IN_ERROR})
        clerk, page = await browser_of(Role.CENTRE_STAFF), f"/registry/party/{GROUP}"
        assert page not in (await clerk.get("/registry/party")).text
        assert f'href="{page}"' in (await clerk.get("/registry/party?dissolved=true")).text
        listed = (await client.get("/party-organisations", params={"dissolved": True})).json()["items"]
        assert [each["code"] for each in listed] == [GROUP, f"{GROUP}2"]
        assert f'href="{page}/dissolution/revocation"' in (await clerk.get(page)).text
        assert "沿用原代码" in (await clerk.get(f"{page}/dissolution/revocation")).text
        sent = {"document": "更正说明", "version": "2"}
        assert (await clerk.post(f"{page}/dissolution/revocation", data=sent)).status_code == 303
        assert "撤回党组织撤销" in (await clerk.get(page)).text


class TestCorrecting:
    async def test_founds_one_after_the_day_of_its_renaming(self, registry_engine: AsyncEngine) -> None:
        """It never bore the name of before."""
        how: dict[str, Any] = {"document": "成立批复", "held": (), "began": (), "mirror_of": "411329105"}
        named: dict[str, Any] = {"renamed_on": SINCE, "document": "更名批复"}
        await rename_party_organisation(given_work(registry_engine), OTHER, "改正的名称", **named)
        moved = await correct_party_organisation(
            given_work(registry_engine), OTHER, established_on=date(2019, 3, 8), **how
        )
        assert (moved.name, moved.established_on, moved.renamed_on) == ("改正的名称", date(2019, 3, 8), None)
        assert moved.named_on == date(2019, 3, 8)

    async def test_founds_no_branch_after_its_groups(self, registry_engine: AsyncEngine) -> None:
        how: dict[str, Any] = {"mirror_of": "411329104", "document": "成立批复", "held": (), "began": ()}
        work = given_work(registry_engine)
        with pytest.raises(PartyOrganisationInvalid) as refused:
            await correct_party_organisation(work, BRANCH, established_on=date(2019, 3, 2), **how)
        assert codes_of(refused.value) == {"established_on": "out-of-order"}
        right: dict[str, Any] = {"mirror_of": ROOM, "document": "成立批复", "held": (), "began": ()}
        await correct_party_organisation(work, GROUP, established_on=date(2019, 3, 5), **right)
        moved = await correct_party_organisation(work, BRANCH, established_on=date(2019, 3, 2), **how)
        assert moved.established_on == date(2019, 3, 2)

    async def test_moves_what_was_counted(self, registry_engine: AsyncEngine) -> None:
        how: dict[str, Any] = {"document": "成立批复", "held": (), "began": ()}
        right: dict[str, Any] = {"mirror_of": "411329U01", "established_on": date(2019, 3, 8)}
        corrected = await correct_party_organisation(given_work(registry_engine), OTHER, **right, **how)
        assert (corrected.org_path, corrected.version) == ("411329.411329U01", 2)
        [(_, _, event)] = await published(registry_engine, "party-organisation-corrected")
        assert (event["org_path_before"], event["org_path"]) == ("411329.411329105", "411329.411329U01")
        assert (event["established_before"], event["established_on"]) == ("2019-03-01", "2019-03-08")
        with pytest.raises(PartyOrganisationOccupied):
            await correct_party_organisation(
                given_work(registry_engine), BRANCH, mirror_of="411329105", established_on=SINCE, **how
            )
        with pytest.raises(PartyOrganisationUnchanged):
            await correct_party_organisation(
                given_work(registry_engine), BRANCH, mirror_of="411329104", established_on=SINCE, **how
            )
        early: dict[str, Any] = {"mirror_of": "411329104", "established_on": date(2019, 2, 28)}
        with pytest.raises(PartyOrganisationInvalid) as refused:
            await correct_party_organisation(given_work(registry_engine), BRANCH, **early, **how)
        assert codes_of(refused.value) == {"established_on": "not-before-its-unit"}


@command
async def close_beside(tx: Transaction, org_code: str) -> None:
    await dissolve_with(tx, await get_unit(tx.connection, org_code), on=APRIL)


@command
async def move_below(tx: Transaction, org_code: str, path: str) -> None:
    """As the unit's own command does first."""
    before = (await get_unit(tx.connection, org_code)).org_path
    moved = {"path": path, "parent": path.split(".")[-2], "code": org_code}
    statement = "UPDATE org_unit SET org_path = CAST(:path AS ltree), parent_code = :parent WHERE org_code = :code"
    await tx.connection.execute(text(statement), moved)
    await move_with(tx, await get_unit(tx.connection, org_code), from_path=before, on=APRIL)


class TestBesideItsUnit:
    async def test_ends_on_the_same_day(self, registry_engine: AsyncEngine) -> None:
        await close_beside(given_work(registry_engine), ROOM)
        [(_, sequence, event)] = await published(registry_engine, "party-organisation-dissolved")
        assert (sequence, event["reason"], event["dissolved_on"]) == (2, "unit-closed", "2019-04-01")

    async def test_goes_below_the_branch_of_its_new_station(self, registry_engine: AsyncEngine) -> None:
        await move_below(given_work(registry_engine), ROOM, f"411329.411329105.{ROOM}")
        [(_, _, event)] = await published(registry_engine, "party-organisation-moved")
        assert event == {
            "party_org_code": GROUP,
            "kind": "group",
            "mirror_of": ROOM,
            "parent_code": OTHER,
            "org_path_before": PATH,
            "org_path": f"411329.411329105.{ROOM}",
            "moved_on": "2019-04-01",
        }
