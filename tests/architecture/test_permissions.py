"""Fence: `shared/auth/permissions.toml` says of every route who may call it, and of no other."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from shared.auth.permissions import PERMISSIONS, ROLES
from shared.auth.roles import Role
from shared.http.dependencies import asked_for
from tests.architecture.test_wiring import application
from tests.architecture.tree import SERVICES


def routes_of(service: str) -> Iterator[tuple[str, frozenset[str]]]:
    """`METHOD /path` of every route of the API that asks for a permission, and which."""
    for context in iter_route_contexts(application(service).routes):
        if isinstance(context.original_route, APIRoute) and context.include_in_schema:
            asked = asked_for(context.dependant)
            if asked:
                route = context.original_route
                yield from ((f"{method} {route.path_format}", asked) for method in sorted(route.methods or ()))


@pytest.fixture(scope="module")
def asked() -> Mapping[str, set[str]]:
    """By permission, the routes that ask for it, as the table writes them."""
    found = defaultdict(set)
    shared = {route for each in PERMISSIONS.values() for route in each.routes if route.count(" ") == 1}
    for service in SERVICES:
        for route, names in routes_of(service):
            for name in names:
                found[name].add(route if route in shared else f"{service} {route}")
    return found


@pytest.mark.parametrize("name", PERMISSIONS)
class TestAPermission:
    def test_is_asked_for_by_the_routes_that_the_table_says(self, asked: Mapping[str, set[str]], name: str) -> None:
        assert asked[name] == set(PERMISSIONS[name].routes)

    def test_is_for_somebody_and_has_words(self, name: str) -> None:
        assert PERMISSIONS[name].roles
        assert PERMISSIONS[name].zh
        assert PERMISSIONS[name].en


class TestTheTable:
    def test_has_every_permission_that_a_route_asks_for(self, asked: Mapping[str, set[str]]) -> None:
        assert set(asked) == set(PERMISSIONS)

    def test_has_every_role(self) -> None:
        assert list(ROLES) == list(Role)

    @pytest.mark.parametrize("service", SERVICES)
    def test_has_one_permission_for_each_route(self, service: str) -> None:
        assert [route for route, names in routes_of(service) if len(names) != 1] == []


ADMINISTERS, LEADS = Role.SYSTEM_ADMINISTRATOR, Role.BUREAU_LEADER
CELLS = {
    "grants.propose": {Role.SECURITY_ADMINISTRATOR},
    "grants.confirm": {LEADS, Role.SECURITY_ADMINISTRATOR},
    "grants.revoke": {Role.SECURITY_ADMINISTRATOR},
    "grants.lift-denial": {LEADS},
    "programmes.draft": {ADMINISTERS, Role.CENTRE_STAFF},
    "programmes.activate": {LEADS},
    "accounts.open": {ADMINISTERS},
    "accounts.confirm-handover": {Role.SECURITY_ADMINISTRATOR},
    "accounts.name-holder": {ADMINISTERS},
    "accounts.remove-holder": {Role.SECURITY_ADMINISTRATOR},
    "places.import-divisions": {ADMINISTERS, Role.CENTRE_STAFF},
    "places.import-network": {ADMINISTERS, Role.CENTRE_STAFF},
    "operations.enter-working-days": {ADMINISTERS},
    "social-roles.end": {Role.CENTRE_STAFF, Role.STATION_STAFF},
    "messages.follow": {Role.CENTRE_STAFF, Role.STATION_STAFF, Role.ROOM_STAFF},
    "operations.see-status": {ADMINISTERS, LEADS},
    "operations.read": {ADMINISTERS},
    "audit.read": {Role.AUDITOR},
}
COUNTY_WIDE = {
    "accounts.open", "accounts.read", "accounts.export", "accounts.remove-second-factor", "accounts.confirm-handover",
    "accounts.name-holder", "accounts.remove-holder",
    "places.import-divisions", "places.import-network",
    "report-hours.propose", "report-hours.decide", "report-lines.draft", "report-lines.adopt",
    "schemes.draft", "schemes.adopt", "rankings.keep", "rankings.publish", "figures.freeze", "scores.open",
    "bulletins.write", "bulletins.issue", "briefings.write", "briefings.issue", "dispatches.write", "dispatches.issue",
    "paper-forms.keep",
    "programmes.draft", "programmes.activate", "programmes.simulate", "programmes.open-changes",
    "programmes.read-drafts", "amounts.keep",
    "payments.batch", "payments.release", "payments.export-batch", "payments.read-batches",
    "payments.recover", "payments.write-off", "payments.export-overpayments",
    "redemptions.print",
    "contact-points.fetch", "facts.fetch",
    "duplicates.read", "duplicates.decide", "events.fetch",
    "duplicates.export", "duplicates.propose-merge", "duplicates.confirm-merge", "veterans.compare", "figures.compare",
    "events.reconcile",
    "operations.see-status", "operations.read", "operations.act", "operations.enter-working-days", "audit.read",
    "subscribers.propose", "subscribers.confirm", "subscribers.revoke", "subscribers.make-password",
    "subscribers.read", "notices.send", "webhooks.read", "webhooks.export", "webhooks.make-secret", "webhooks.steer",
}  # fmt: skip
OF_A_SUBSCRIBER = {"accounts.own", "audit.own", "events.fetch", "notices.send", "places.read", "programmes.read"}


class TestWhatWasWrongInTheTableOnce:
    """Cells that let somebody do what was not his, written out: the table may not slip back."""

    @pytest.mark.parametrize("name", CELLS)
    def test_is_for_these_roles_alone(self, name: str) -> None:
        assert PERMISSIONS[name].roles == CELLS[name]

    def test_is_for_the_whole_county_where_it_belongs_to_no_unit(self) -> None:
        assert {name for name, each in PERMISSIONS.items() if each.county} == COUNTY_WIDE

    def test_opens_something_to_a_subscriber_but_no_person(self) -> None:
        open_to_it = {name for name, each in PERMISSIONS.items() if Role.SUBSCRIBER in each.roles and not each.service}
        assert open_to_it == OF_A_SUBSCRIBER

    def test_opens_numbers_to_one_of_our_services_and_ids_to_another(self) -> None:
        ours = {name: each.service for name, each in PERMISSIONS.items() if each.service}
        assert ours == {
            "contact-points.fetch": "notifications",
            "facts.fetch": "benefits",
            "veterans.compare": "reporting",
            "events.reconcile": "reporting",
        }
