"""Whose word about grants is taken: the events', while they can vouch for it; else registry's; else nobody gets in."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.main import create_app as create_registry
from shared.auth.roles import DENIED, Role
from shared.ids import new_id
from tests.given import CENTRE, given_grant
from tests.shared.auth.two import Two

STATION = f"{CENTRE}.411329104"
BEHIND = "UPDATE topic_progress SET caught_up_at = clock_timestamp() - interval '61 seconds'"
PARKED = """
    INSERT INTO parked_key (id, topic, key, cause, detail, parked_at)
    VALUES (gen_random_uuid(), 'registry.grants', 'a grant', 'handler', '', now())
"""
OPEN = """INSERT INTO breaker ("group", opened_at, reason, may_park) VALUES ('benefits', now(), 'a bad deploy', 0)"""
NEVER = "DELETE FROM topic_progress"
SET_BACK = "UPDATE topic_progress SET caught_up_at = clock_timestamp() + interval '1 day'"
DISCARDED = """
    INSERT INTO discarded (id, topic, key, first_sequence, last_sequence, reason, account_id, discarded_at)
    VALUES (gen_random_uuid(), 'registry.grants', 'a grant', 2, 2, 'a test', gen_random_uuid(), now())
"""
SKIPPED = """
    INSERT INTO unreadable_batch (id, "group", topic, partition, "offset", next, cause, found_at, skipped_at)
    VALUES (gen_random_uuid(), 'benefits', 'registry.grants', 0, 7, 9, 'a checksum', now(), now())
"""
MISSED = """
    INSERT INTO seen_type ("group", type, topic, partition, "offset", seen_at)
    VALUES ('benefits', 'cn.veterans.registry.grant-revoked.v1', 'registry.grants', 0, 7, now())
"""


def disowned() -> float:
    return REGISTRY.get_sample_value("veterans_auth_grants_disowned_total") or 0


def asked(result: str) -> float:
    return REGISTRY.get_sample_value("veterans_auth_grants_asked_total", {"result": result}) or 0


class TestGrantsThatEventsVouchFor:
    async def test_are_so_only_as_long_as_the_consumer_is_looked_at_again(self, two: Two) -> None:
        account = new_id()
        await given_grant(two.benefits, account, Role.CENTRE_STAFF)  # registry knows nothing of it any more
        assert (await two.ask(account)).status_code == 200
        await two.says(BEHIND)
        assert (await two.ask(account)).status_code == 403

    async def test_are_taken_as_learned_without_asking_anybody(self, two: Two) -> None:
        account, before = new_id(), asked("answered")
        await given_grant(two.benefits, account, Role.CENTRE_STAFF)
        await two.end_registry()
        assert (await two.ask(account)).status_code == 200
        assert asked("answered") == before


@pytest.mark.parametrize(
    "trouble",
    [BEHIND, PARKED, OPEN, NEVER, SET_BACK, DISCARDED, SKIPPED, MISSED],
    ids=["behind", "parked", "breaker-open", "never", "clock-set-back", "discarded", "skipped", "type-missed"],
)
class TestGrantsThatEventsCannotVouchFor:
    async def test_are_asked_of_registry_so_that_work_goes_on(self, two: Two, trouble: str) -> None:
        account = new_id()
        await given_grant(two.benefits, new_id())
        await given_grant(two.registry, account, Role.CENTRE_STAFF)  # given since, its event not here yet
        await two.says(trouble)
        assert (await two.ask(account)).status_code == 200

    async def test_do_not_outlive_their_revocation(self, two: Two, trouble: str) -> None:
        account = new_id()
        await given_grant(two.benefits, account, Role.CENTRE_STAFF)
        await given_grant(two.registry, account, Role.CENTRE_STAFF, revoked_at=datetime(2026, 1, 1, tzinfo=UTC))
        await two.says(trouble)
        answer = await two.ask(account)
        assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")

    async def test_let_nobody_in_when_registry_does_not_answer(self, two: Two, trouble: str) -> None:
        account, before = new_id(), asked("failed")
        await given_grant(two.benefits, account, Role.CENTRE_STAFF)
        await two.says(trouble)
        await two.end_registry()
        answer = await two.ask(account)
        assert (answer.status_code, answer.json()["code"]) == (503, "grants-unavailable")
        assert answer.headers["retry-after"]
        assert asked("failed") == before + 1


class TestGrantsThatOnlyEventsTell:
    """One forged `grant-given` opened benefits, reporting and notifications for good."""

    async def test_admit_nobody_when_registry_never_gave_them(self, two: Two) -> None:
        account, before = new_id(), disowned()
        await given_grant(two.benefits, account, Role.CENTRE_STAFF, vouched=False)
        for _ in range(2):
            answer = await two.ask(account)
            assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")
        assert disowned() == before + 2

    async def test_admit_nobody_while_registry_cannot_be_asked(self, two: Two) -> None:
        account = new_id()
        await given_grant(two.benefits, account, Role.CENTRE_STAFF, vouched=False)
        await two.end_registry()
        answer = await two.ask(account)
        assert (answer.status_code, answer.json()["code"]) == (503, "grants-unavailable")

    async def test_widen_nothing_that_registry_gave(self, two: Two) -> None:
        account, real = new_id(), new_id()
        await given_grant(two.registry, account, Role.ROOM_STAFF, STATION, grant_id=real)
        await given_grant(two.benefits, account, Role.CENTRE_STAFF, grant_id=real, vouched=False)
        assert (await two.ask(account)).status_code == 200
        assert await two.named() == [(real, "room-staff", STATION)]
        await two.end_registry()
        assert (await two.client(account).post(f"/programme-drafts/{account}/activation", json={})).status_code == 403

    async def test_are_asked_of_registry_once(self, two: Two) -> None:
        account, grant_id = new_id(), new_id()
        await given_grant(two.registry, account, Role.CENTRE_STAFF, grant_id=grant_id)
        await given_grant(two.benefits, account, Role.CENTRE_STAFF, grant_id=grant_id, vouched=False)
        before = asked("answered")
        assert [(await two.ask(account)).status_code for _ in range(3)] == [200, 200, 200]
        assert asked("answered") == before + 1
        await two.end_registry()
        assert (await two.ask(account)).status_code == 200

    @pytest.mark.parametrize("away", ["- interval '61 seconds'", "+ interval '1 hour'"], ids=["a-minute", "clock-back"])
    async def test_are_asked_anew_since_a_revocation_may_wait_in_an_outbox(self, two: Two, away: str) -> None:
        account = new_id()
        await given_grant(two.benefits, account, Role.CENTRE_STAFF)  # registry knows nothing of it any more
        assert (await two.ask(account)).status_code == 200
        await two.says(f"UPDATE vouched_grant SET vouched_at = clock_timestamp() {away}")
        assert (await two.ask(account)).status_code == 403

    async def test_are_left_as_named_while_registry_is_away_and_it_is_not_asked_each_time(self, two: Two) -> None:
        account, before = new_id(), asked("failed")
        await given_grant(two.benefits, account, Role.CENTRE_STAFF)
        await two.says("UPDATE vouched_grant SET vouched_at = vouched_at - interval '1 hour'")
        await two.end_registry()
        assert [(await two.ask(account)).status_code for _ in range(3)] == [200, 200, 200]
        assert asked("failed") == before + 1

    async def test_that_an_event_revokes_are_over_at_once(self, two: Two) -> None:
        account, grant_id = new_id(), new_id()
        await given_grant(two.registry, account, Role.CENTRE_STAFF, grant_id=grant_id)
        await given_grant(two.benefits, account, Role.CENTRE_STAFF, grant_id=grant_id)
        assert (await two.ask(account)).status_code == 200
        await two.says(f"UPDATE access_grant SET revoked_at = now() WHERE grant_id = '{grant_id}'")
        assert (await two.ask(account)).status_code == 403

    async def test_count_from_their_first_instant_only(self, two: Two) -> None:
        account, grant_id = new_id(), new_id()
        await given_grant(two.benefits, account, Role.CENTRE_STAFF, grant_id=grant_id)
        for table in ("access_grant", "vouched_grant"):
            await two.says(f"UPDATE {table} SET valid_from = now() + interval '1 day' WHERE grant_id = '{grant_id}'")
        assert (await two.ask(account)).status_code == 403

    async def test_take_nothing_from_what_registry_named_before_while_it_is_away(self, two: Two) -> None:
        account = new_id()
        await given_grant(two.benefits, account, Role.CENTRE_STAFF)
        await given_grant(two.benefits, account, Role.BUREAU_LEADER, vouched=False)
        await two.end_registry()
        assert (await two.ask(account)).status_code == 200
        assert (await two.client(account).post(f"/programme-drafts/{account}/activation", json={})).status_code == 403

    async def test_deny_at_once_even_while_registry_is_away(self, two: Two) -> None:
        account = new_id()
        await given_grant(two.benefits, account, Role.CENTRE_STAFF)
        await given_grant(two.benefits, account, DENIED, vouched=False)
        await two.end_registry()
        assert (await two.ask(account)).status_code == 403

    async def test_deny_nobody_whom_registry_does_not_deny(self, two: Two) -> None:
        account, grant_id = new_id(), new_id()
        for engine in (two.registry, two.benefits):
            await given_grant(engine, account, Role.CENTRE_STAFF, grant_id=grant_id)
        await given_grant(two.benefits, account, DENIED, vouched=False)
        assert (await two.ask(account)).status_code == 200


EPOCH = "INSERT INTO account_epoch (account_id, epoch) VALUES ('{account}', 1)"


class TestATokenOfAnEarlierEpoch:
    async def test_is_refused_as_soon_as_the_event_is_applied(self, two: Two) -> None:
        account = new_id()
        await given_grant(two.benefits, account, Role.CENTRE_STAFF)
        assert (await two.ask(account)).status_code == 200
        await two.says(EPOCH.format(account=account))
        await two.end_registry()  # who is asked, and would have it over as well
        answer = await two.ask(account)
        assert (answer.status_code, answer.json()["code"]) == (401, "not-authenticated")

    async def test_is_refused_by_registry_where_events_cannot_vouch(self, two: Two) -> None:
        account = new_id()
        await given_grant(two.benefits, account, Role.CENTRE_STAFF)
        await given_grant(two.registry, account, Role.CENTRE_STAFF)
        async with two.registry.begin() as connection:
            await connection.execute(text(EPOCH.format(account=account)))
        await two.says(BEHIND + " WHERE topic = 'registry.accounts'")
        answer = await two.ask(account)
        assert (answer.status_code, answer.json()["code"]) == (401, "not-authenticated")


class TestTheAge:
    async def test_that_is_borne_includes_how_long_one_look_is_taken_for(
        self, two: Two, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shared.auth.lookup.LOOK_SECONDS", 2)
        account = new_id()
        await given_grant(two.benefits, account, Role.CENTRE_STAFF)  # registry knows nothing of it any more
        await two.says("UPDATE topic_progress SET caught_up_at = clock_timestamp() - interval '59 seconds'")
        assert (await two.ask(account)).status_code == 403

    async def test_is_a_metric_that_shows_it_coming(self, two: Two) -> None:
        account = new_id()
        await given_grant(two.benefits, account, Role.CENTRE_STAFF)
        await two.says("UPDATE topic_progress SET caught_up_at = clock_timestamp() - interval '40 seconds'")
        assert (await two.ask(account)).status_code == 200
        age = REGISTRY.get_sample_value("veterans_auth_grants_age_seconds")
        assert age is not None
        assert 40 <= age < 58


class TestRegistrysOwnGrants:
    async def test_are_shown_to_their_holder_alone(
        self, registry_engine: AsyncEngine, settings_of: Any, token_for: Any, api_client: Callable[..., Any]
    ) -> None:
        account, other = new_id(), new_id()
        grant_id = await given_grant(registry_engine, account, Role.ROOM_STAFF)
        await given_grant(registry_engine, other, Role.CENTRE_STAFF)
        app = create_registry(settings_of("registry"))
        shown = (await api_client(app, token_for(account)).get("/accounts/me/grants")).json()
        assert shown == [
            {
                "grant_id": str(grant_id),
                "role": "room-staff",
                "org_path": "411329",
                "purpose": "testing",
                "on_behalf_of": None,
                "valid_from": "2020-01-01T00:00:00Z",
                "valid_until": None,
            }
        ]
        assert (await api_client(app).get("/accounts/me/grants")).status_code == 401
        assert (await api_client(app, token_for(new_id())).get("/accounts/me/grants")).status_code == 403
