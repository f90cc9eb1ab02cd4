"""An emergency grant stays on a list until another person has looked at it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.emergencies.commands import review_emergency
from services.registry.emergencies.domain import (
    EmergencyInForce,
    EmergencyNotFound,
    EmergencyReviewed,
    NotTheReviewer,
)
from services.registry.grants.commands import ask_emergency, confirm_grant, revoke_grant
from services.registry.grants.domain.proposal import RoleIsLent
from services.registry.grants.parameters import LENT, Ground
from shared.auth.roles import Role
from shared.clock import now
from shared.command import Work
from tests.browsers import links_of, words_of
from tests.given import given_grant
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import CENTRE_CODE, NOW, audited
from tests.registry.grants.given import given_acting, given_clerk, leader, wanted

NOTE = {"note": "查看内容与申请用途一致"}


async def given_emergency(engine: AsyncEngine, *, at: datetime, hours: int = 24) -> tuple[UUID, Work, Work]:
    """Its id, who holds it, and who confirmed it."""
    clerk = later(await given_clerk(engine, Role.STATION_STAFF), seconds=(at - NOW).total_seconds())
    second = await leader(engine, now=at)
    asked = wanted(clerk.caller.account_id, valid_until=at + timedelta(hours=hours))
    grant_id = await ask_emergency(clerk, asked, centre_code=CENTRE_CODE)
    await confirm_grant(second, grant_id)
    return grant_id, clerk, second


def later(work: Work, **by: float) -> Work:
    return replace(work, now=work.now + timedelta(**by))


class TestAReview:
    async def test_is_written_once_when_it_is_over(self, registry_engine: AsyncEngine) -> None:
        grant_id, clerk, _ = await given_emergency(registry_engine, at=now())
        auditor = await given_acting(registry_engine, Role.AUDITOR, now=now())
        with pytest.raises(EmergencyInForce):
            await review_emergency(later(auditor, hours=23), grant_id, note="看过")
        await review_emergency(later(auditor, hours=25), grant_id, note="看过")
        with pytest.raises(EmergencyReviewed):
            await review_emergency(later(auditor, hours=26), grant_id, note="又看过")
        about = f"grant {grant_id} of account {clerk.caller.account_id}"
        assert await audited(registry_engine, "review-emergency") == [
            (about, "emergency-in-force"),
            (about, "done"),
            (about, "emergency-reviewed"),
        ]

    async def test_is_due_as_soon_as_it_was_revoked(self, registry_engine: AsyncEngine) -> None:
        grant_id, _, _ = await given_emergency(registry_engine, at=now())
        security = await given_acting(registry_engine, Role.SECURITY_ADMINISTRATOR, now=now())
        await revoke_grant(security, grant_id, reason="已处置")
        auditor = await given_acting(registry_engine, Role.AUDITOR, now=now())
        await review_emergency(later(auditor, minutes=1), grant_id, note="看过")

    async def test_is_not_by_who_used_or_confirmed_it(self, registry_engine: AsyncEngine) -> None:
        grant_id, clerk, second = await given_emergency(registry_engine, at=now())
        holder = await given_acting(registry_engine, Role.BUREAU_LEADER, account_id=clerk.caller.account_id, now=now())
        for who in (second, holder):
            with pytest.raises(NotTheReviewer):
                await review_emergency(later(who, hours=25), grant_id, note="看过")

    @pytest.mark.parametrize("ground", sorted(LENT))
    async def test_is_not_by_a_role_that_was_lent(self, registry_engine: AsyncEngine, ground: Ground) -> None:
        grant_id, _, _ = await given_emergency(registry_engine, at=now())
        stand_in = later(await leader(registry_engine, now=now()), hours=25)
        lent: dict[str, Any] = {"grant_id": stand_in.caller.grants[0].grant_id, "ground": ground}
        await given_grant(registry_engine, stand_in.caller.account_id, Role.BUREAU_LEADER, **lent)
        with pytest.raises(RoleIsLent):
            await review_emergency(stand_in, grant_id, note="看过")
        await review_emergency(later(await leader(registry_engine, now=now()), hours=25), grant_id, note="看过")

    async def test_is_of_an_emergency_within_ones_units(self, registry_engine: AsyncEngine) -> None:
        grant_id, _, _ = await given_emergency(registry_engine, at=now())
        elsewhere = await given_acting(registry_engine, Role.BUREAU_LEADER, "411329.411329104", now=now())
        with pytest.raises(EmergencyNotFound):
            await review_emergency(later(elsewhere, hours=25), grant_id, note="看过")

    async def test_cannot_be_rewritten(self, registry_engine: AsyncEngine) -> None:
        async with registry_engine.connect() as connection:
            for act in ("UPDATE emergency_review SET note = ''", "DELETE FROM emergency_review"):
                with pytest.raises(Exception, match="permission denied"):
                    async with connection.begin():
                        await connection.execute(text(act))


class TestTheList:
    async def test_holds_what_nobody_has_looked_at_yet(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        grant_id, _, _ = await given_emergency(registry_engine, at=now() - timedelta(hours=2), hours=1)
        auditor, waiting = await client_for(Role.AUDITOR), "/grants/emergencies?reviewed=false"
        [listed] = (await auditor.get(waiting)).json()["items"]
        assert (listed["grant_id"], listed["reviewed_at"]) == (str(grant_id), None)
        assert (await auditor.post(f"/grants/{grant_id}/review", json=NOTE)).status_code == 204
        assert (await auditor.get(waiting)).json()["items"] == []
        [reviewed] = (await auditor.get("/grants/emergencies?reviewed=true")).json()["items"]
        assert reviewed["note"] == NOTE["note"]
        again = await auditor.post(f"/grants/{grant_id}/review", json=NOTE)
        assert (again.status_code, again.json()["code"]) == (409, "emergency-reviewed")
        security = await client_for(Role.SECURITY_ADMINISTRATOR)
        assert (await security.post(f"/grants/{grant_id}/review", json=NOTE)).status_code == 403

    async def test_is_a_page_on_which_it_is_reviewed(self, browser_of: BrowserOf, registry_engine: AsyncEngine) -> None:
        held, _, _ = await given_emergency(registry_engine, at=now())
        over, _, _ = await given_emergency(registry_engine, at=now() - timedelta(hours=2), hours=1)
        auditor, path = await browser_of(Role.AUDITOR), "/registry/grants/emergencies"
        assert f'hx-get="{path}"' in (await auditor.get("/")).text
        page = await auditor.get(path)
        assert f"/registry/grants/{over}/review" in links_of(page)
        assert f"/registry/grants/{held}/review" not in links_of(page)
        assert "有效中" in words_of(page)
        form = f"/registry/grants/{over}/review"
        assert "/registry/audit?account=" in (await auditor.get(form)).text
        assert (await auditor.post(form, data={"note": "", "idempotency_key": "a"})).status_code == 422
        done = await auditor.post(form, data={**NOTE, "idempotency_key": "b"})
        assert (done.status_code, done.headers["location"]) == (303, path)
        assert form not in links_of(await auditor.get(path))
        assert NOTE["note"] in words_of(await auditor.get(f"{path}?reviewed=true"))
        part = await auditor.get(path, headers={"HX-Request": "true"})
        assert "待复核的应急授权" in part.text
