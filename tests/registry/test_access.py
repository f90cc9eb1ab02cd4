"""Routes of accounts, grants, schedule, places, network and Party organisations admit whom docs/access.md says."""

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.permissions import PERMISSIONS, Permission
from shared.auth.roles import Role
from tests.given import CENTRE
from tests.registry.bodies import BODIES, SOME_ACCOUNT, SOME_BINDING, SOME_GRANT
from tests.registry.conftest import ClientFor
from tests.registry.given import audited
from tests.registry.routes_alike import ROUTES_ALIKE

# The address of each route with its parameters filled in, and the permission it asks for.
ROUTES: dict[tuple[str, str], str] = {
    ("POST", "/accounts"): "accounts.open",
    ("GET", "/accounts"): "accounts.read",
    ("GET", f"/accounts/{SOME_ACCOUNT}"): "accounts.read",
    ("GET", f"/accounts/{SOME_ACCOUNT}/history"): "accounts.read",
    ("GET", f"/accounts/{SOME_ACCOUNT}/holdings"): "accounts.read",
    ("GET", f"/accounts/{SOME_ACCOUNT}/holders"): "accounts.read",
    ("POST", f"/accounts/{SOME_ACCOUNT}/holder"): "accounts.name-holder",
    ("POST", f"/accounts/{SOME_ACCOUNT}/holder/removal"): "accounts.remove-holder",
    **{
        ("POST", f"/accounts/{SOME_ACCOUNT}/{act}"): "accounts.open"
        for act in ("activation", "disabling", "enabling", "unlocking", "names", "sign-out")
    },
    ("POST", f"/accounts/{SOME_ACCOUNT}/second-factor/removal"): "accounts.remove-second-factor",
    ("POST", f"/accounts/{SOME_ACCOUNT}/handover/confirmation"): "accounts.confirm-handover",
    ("GET", "/accounts/me"): "accounts.own",
    ("GET", "/accounts/me/sessions"): "accounts.own",
    ("POST", f"/accounts/me/sessions/{SOME_ACCOUNT}/sign-out"): "accounts.own",
    ("POST", "/accounts/me/sign-out"): "accounts.own",
    ("POST", "/accounts/me/second-factor"): "accounts.own",
    ("POST", "/accounts/me/second-factor/confirmation"): "accounts.own",
    ("POST", "/accounts/me/second-factor/recovery-codes"): "accounts.own",
    ("POST", "/accounts/me/second-factor/removal"): "accounts.own",
    ("POST", "/accounts/me/password"): "accounts.own",
    ("GET", "/accounts/me/issuers"): "accounts.own",
    ("POST", f"/accounts/me/issuers/{SOME_BINDING}/confirmation"): "accounts.own",
    ("POST", f"/accounts/me/issuers/{SOME_BINDING}/removal"): "accounts.own",
    ("GET", f"/accounts/{SOME_ACCOUNT}/keys"): "accounts.read",
    ("POST", f"/accounts/{SOME_ACCOUNT}/keys"): "accounts.open",
    ("POST", f"/accounts/{SOME_ACCOUNT}/keys/{'k' * 43}/removal"): "accounts.open",
    ("POST", f"/accounts/{SOME_ACCOUNT}/addresses"): "accounts.open",
    ("GET", f"/accounts/{SOME_ACCOUNT}/bindings"): "accounts.read",
    ("POST", f"/accounts/{SOME_ACCOUNT}/bindings"): "accounts.open",
    ("POST", f"/accounts/{SOME_ACCOUNT}/bindings/{SOME_BINDING}/removal"): "accounts.open",
    ("GET", "/accounts/me/accesses"): "audit.own-file",
    ("GET", "/accounts/me/person"): "entitlements.own",
    ("GET", "/accounts/me/grants"): "accounts.own",
    ("GET", "/accounts/me/parties"): "accounts.own",
    ("GET", "/schedule"): "operations.read",
    ("POST", "/schedule/clock-confirmation"): "operations.act",
    ("PUT", "/schedule/working-days/2027"): "operations.enter-working-days",
    ("GET", "/accounts/me/proposals"): "accounts.own",
    ("GET", "/subscribers"): "subscribers.read",
    ("GET", "/subscribers/city"): "subscribers.read",
    ("POST", "/subscribers/city/password"): "subscribers.make-password",
    ("POST", "/subscribers/city/revocation"): "subscribers.revoke",
    ("GET", "/subscription-proposals"): "subscribers.read",
    ("POST", "/subscription-proposals"): "subscribers.propose",
    ("POST", f"/subscription-proposals/{SOME_GRANT}/confirmation"): "subscribers.confirm",
    ("POST", f"/subscription-proposals/{SOME_GRANT}/refusal"): "subscribers.confirm",
    ("POST", f"/subscription-proposals/{SOME_GRANT}/withdrawal"): "subscribers.propose",
    ("POST", "/grants"): "grants.propose",
    ("POST", "/grants/delegations"): "grants.delegate",
    ("POST", "/grants/emergencies"): "grants.ask-emergency",
    ("GET", "/grants"): "grants.read",
    ("GET", "/grants/proposals"): "grants.read",
    ("GET", "/grants/emergencies"): "grants.read",
    ("POST", f"/grants/{SOME_GRANT}/review"): "grants.review-emergency",
    ("POST", f"/grants/{SOME_GRANT}/revocation"): "grants.revoke",
    ("POST", f"/grants/{SOME_GRANT}/confirmation"): "grants.confirm",
    ("POST", f"/grants/{SOME_GRANT}/refusal"): "grants.confirm",
    ("POST", f"/grants/{SOME_GRANT}/withdrawal"): "grants.delegate",
    ("POST", "/denials"): "grants.revoke",
    ("POST", f"/denials/{SOME_GRANT}/lifting"): "grants.lift-denial",
    ("POST", "/divisions/import"): "places.import-divisions",
    ("GET", "/divisions"): "places.read",
    ("GET", "/working-days"): "working-days.read",
    ("GET", "/working-days/2019"): "working-days.read",
    ("POST", "/org-unit-lists"): "places.import-network",
    ("GET", "/org-unit-template.xlsx"): "places.import-network",
    ("POST", "/org-unit-workbooks"): "places.import-network",
    ("POST", "/party-organisation-workbooks"): "places.organise",
    ("GET", "/party-organisation-template.xlsx"): "places.organise",
    ("POST", "/org-units"): "places.organise",
    ("GET", "/org-units"): "places.read",
    ("GET", "/org-units/411329104"): "places.read",
    **{
        ("POST", f"/org-units/411329104/{act}"): "places.organise"
        for act in (
            *("name", "correction", "moves", "moves/revocation", "closing", "closing/question", "closing/withdrawal"),
            *("closure", "closure/revocation", "holdings/moves", "merger", "split"),
        )
    },
    ("GET", "/org-units/411329104/history"): "places.read",
    ("POST", f"/org-units/411329104/holdings/moves/{SOME_GRANT}/stop"): "places.organise",
    ("POST", f"/org-units/411329104/holdings/moves/{SOME_GRANT}/return"): "places.organise",
    ("GET", "/org-units/411329104/closing"): "places.check",
    ("GET", "/org-units/411329104/holdings"): "places.check",
    ("GET", f"/org-units/411329104/holdings/moves/{SOME_GRANT}"): "places.check",
    ("POST", "/party-organisations"): "places.organise",
    ("GET", "/party-organisations"): "places.read",
    ("GET", "/party-organisations/411329104-DZB"): "places.read",
    ("POST", "/party-organisations/411329104-DZB/names"): "places.organise",
    ("POST", "/party-organisations/411329104-DZB/correction"): "places.organise",
    ("POST", "/party-organisations/411329104-DZB/dissolution"): "places.organise",
    ("POST", "/party-organisations/411329104-DZB/dissolution/revocation"): "places.organise",
    ("GET", "/network/consistency"): "places.check",
    ("POST", "/account-exports"): "accounts.export",
    ("POST", "/org-unit-exports"): "places.export",
    ("POST", "/party-organisation-exports"): "places.export",
    **{
        ("POST", f"/{each}/exports"): "veterans.export"
        for each in (
            "registrations",
            "deregistrations",
            "transfers",
            "corrections",
            "identity-corrections",
            "consents",
            "report-ins",
            "unreported-veterans",
            "unconfirmed-veterans",
            "incomplete-archives",
            "archive-forwardings",
        )
    },
    **{("POST", f"/{each}/exports"): "duplicates.export" for each in ("duplicates", "merges")},
    **{("POST", f"/{each}/exports"): "grants.export" for each in ("grants", "grants/proposals", "grants/emergencies")},
    ("POST", "/category-holdings/exports"): "categories.export",
    ("POST", "/data-requests/exports"): "data-requests.export",
    ("POST", "/erasures/exports"): "erasures.export",
    ("POST", "/notices/exports"): "notices.export",
    ("GET", "/corrections"): "veterans.read",
    ("GET", "/identity-corrections"): "veterans.read",
    ("GET", f"/identity-corrections/{SOME_GRANT}/letter"): "veterans.read",
    ("GET", "/deregistrations"): "veterans.read",
    ("GET", "/notices"): "notices.read",
    ("POST", "/notices"): "notices.send",
    ("GET", f"/notices/{SOME_GRANT}"): "notices.read",
    ("POST", f"/notices/{SOME_GRANT}/death"): "notices.confirm-death",
    ("POST", f"/notices/{SOME_GRANT}/disclosures"): "notices.disclose",
    ("POST", f"/notices/{SOME_GRANT}/settlement"): "notices.settle",
    ("POST", f"/notices/{SOME_GRANT}/reopening"): "notices.settle",
    ("GET", "/duplicates"): "duplicates.read",
    ("GET", f"/duplicates/{SOME_GRANT}"): "duplicates.read",
    ("POST", "/duplicates"): "duplicates.decide",
    ("POST", f"/duplicates/{SOME_GRANT}/different"): "duplicates.decide",
    ("POST", f"/duplicates/{SOME_GRANT}/reopening"): "duplicates.decide",
    ("POST", f"/duplicates/{SOME_GRANT}/merge"): "duplicates.propose-merge",
    ("POST", f"/duplicates/{SOME_GRANT}/unmerge"): "duplicates.propose-merge",
    ("GET", "/merges"): "duplicates.read",
    ("POST", f"/merges/{SOME_GRANT}/confirmation"): "duplicates.confirm-merge",
    ("POST", f"/merges/{SOME_GRANT}/refusal"): "duplicates.confirm-merge",
    ("POST", f"/merges/{SOME_GRANT}/withdrawal"): "duplicates.propose-merge",
    ("POST", f"/identity-corrections/{SOME_GRANT}/confirmation"): "veterans.confirm-identity",
    ("POST", f"/identity-corrections/{SOME_GRANT}/refusal"): "veterans.confirm-identity",
    ("POST", f"/identity-corrections/{SOME_GRANT}/withdrawal"): "veterans.propose-identity",
    **{
        ("POST", f"/family-relations/{SOME_GRANT}/{act}"): "families.keep"
        for act in ("correction", "end", "revocation")
    },
    ("POST", "/recipients"): "recipients.keep",
    ("GET", "/recipients"): "recipients.read",
    ("POST", "/recipients/exports"): "recipients.export",
    ("POST", "/recipients/search-by-category"): "veterans.disclose",
    ("GET", f"/recipients/{SOME_GRANT}"): "recipients.read",
    ("POST", f"/recipients/{SOME_GRANT}/disclosures"): "veterans.disclose",
    ("POST", f"/recipients/{SOME_GRANT}/move"): "recipients.keep",
    ("POST", f"/recipients/{SOME_GRANT}/end"): "recipients.keep",
    ("POST", f"/recipients/{SOME_GRANT}/end/revocation"): "recipients.revoke",
    ("POST", f"/recipients/{SOME_GRANT}/identity-corrections"): "veterans.propose-identity",
    ("POST", f"/recipients/{SOME_GRANT}/erasures"): "erasures.propose",
    ("POST", f"/recipients/{SOME_GRANT}/category-applications"): "categories.apply",
    ("GET", f"/recipients/{SOME_GRANT}/category-holdings"): "categories.read",
    ("POST", "/accounts/me/category-applications"): "categories.apply-own",
    ("GET", "/accounts/me/category-holdings"): "categories.apply-own",
    ("POST", f"/accounts/me/category-holdings/{SOME_GRANT}/withdrawal"): "categories.apply-own",
    ("GET", "/category-holdings"): "categories.read",
    ("GET", f"/category-holdings/{SOME_GRANT}"): "categories.read",
    ("GET", f"/category-holdings/{SOME_GRANT}/opinions/1/letter"): "categories.read",
    ("GET", f"/category-holdings/{SOME_GRANT}/decisions/1/letter"): "categories.change",
    ("POST", f"/category-holdings/{SOME_GRANT}/opening"): "categories.open",
    ("POST", f"/category-holdings/{SOME_GRANT}/opinions"): "categories.decide",
    ("POST", f"/category-holdings/{SOME_GRANT}/withdrawal"): "categories.apply",
    ("POST", f"/category-holdings/{SOME_GRANT}/changes"): "categories.change",
    ("POST", f"/category-holdings/{SOME_GRANT}/correction"): "categories.change",
    ("POST", f"/proxies/{SOME_GRANT}/correction"): "proxies.keep",
    ("POST", f"/proxies/{SOME_GRANT}/revocation"): "proxies.keep",
    ("POST", f"/confirmations/{SOME_GRANT}/revocation"): "confirmations.keep",
    ("GET", "/report-ins"): "veterans.read",
    ("GET", "/transfers"): "veterans.read",
    ("GET", "/unreported-veterans"): "veterans.read",
    ("GET", "/unconfirmed-veterans?year=2019"): "veterans.read",
    ("GET", "/incomplete-archives"): "veterans.read",
    ("GET", "/archive-forwardings"): "veterans.read",
    ("POST", f"/archive-forwardings/{SOME_GRANT}/receipt"): "archives.keep",
    ("POST", f"/archive-forwardings/{SOME_GRANT}/revocation"): "archives.keep",
    ("GET", f"/attachments/of/death/{SOME_GRANT}"): "veterans.read",
    ("POST", f"/attachments/of/death/{SOME_GRANT}"): "attachments.keep",
    ("POST", f"/attachments/{SOME_GRANT}/withdrawal"): "attachments.keep",
    ("POST", f"/attachments/{SOME_GRANT}/disclosures"): "attachments.disclose",
    ("GET", f"/attachments/{SOME_GRANT}/thumbnail"): "attachments.see-photograph",
    ("GET", f"/attachments/of-unit/book-entry/{SOME_GRANT}"): "attachments.see-of-unit",
    ("POST", f"/attachments/of-unit/book-entry/{SOME_GRANT}"): "attachments.keep-of-unit",
    ("POST", f"/attachments/unit/{SOME_GRANT}/withdrawal"): "attachments.keep-of-unit",
    ("POST", f"/attachments/unit/{SOME_GRANT}/disclosures"): "attachments.see-of-unit",
    ("GET", f"/attachments/unit/{SOME_GRANT}/thumbnail"): "attachments.see-of-unit",
    ("GET", "/consents"): "veterans.read",
    ("POST", f"/consents/{SOME_GRANT}/withdrawal"): "consents.keep",
    ("GET", "/data-requests"): "data-requests.read",
    ("GET", f"/data-requests/{SOME_GRANT}/letter"): "data-requests.read",
    ("POST", f"/data-requests/{SOME_GRANT}/answer"): "data-requests.answer",
    ("GET", "/erasures"): "erasures.read",
    ("POST", f"/erasures/{SOME_GRANT}/confirmation"): "erasures.confirm",
    ("POST", f"/erasures/{SOME_GRANT}/refusal"): "erasures.confirm",
    ("POST", f"/erasures/{SOME_GRANT}/withdrawal"): "erasures.propose",
}


async def call(client: httpx2.AsyncClient, method: str, path: str) -> httpx2.Response:
    if path in {"/divisions/import", "/org-unit-lists"}:
        return await client.post(path, content=b"no list", headers={"Content-Type": "text/csv"})
    body = BODIES.get(path, BODIES.get(path.rsplit("/", 1)[1]))
    return await client.request(method, path, json=body if method == "POST" else None)


def _is_turned_away(answer: httpx2.Response) -> bool:
    return answer.status_code == 403 and answer.json()["code"] == "not-allowed"


@pytest.mark.parametrize(("method", "path"), ROUTES)
class TestARoute:
    async def test_admits_the_roles_it_is_for_and_answers_nobody_with_a_failure(
        self, anonymous: httpx2.AsyncClient, client_for: ClientFor, method: str, path: str
    ) -> None:
        """One test for each route: to make the application ready takes longer than all that it is asked."""
        await _admits_whom_it_is_for(anonymous, client_for, method, path, PERMISSIONS[ROUTES[method, path]])


@pytest.mark.parametrize("name", ROUTES_ALIKE)
class TestRoutesAlike:
    async def test_admit_the_roles_they_are_for_and_answer_nobody_with_a_failure(
        self, anonymous: httpx2.AsyncClient, client_for: ClientFor, name: str
    ) -> None:
        for method, path in ROUTES_ALIKE[name]:
            await _admits_whom_it_is_for(anonymous, client_for, method, path, PERMISSIONS[name])


async def _admits_whom_it_is_for(
    anonymous: httpx2.AsyncClient, client_for: ClientFor, method: str, path: str, permission: Permission
) -> None:
    without_token = await call(anonymous, method, path)
    assert (without_token.status_code, without_token.json()["code"]) == (401, "not-authenticated"), path
    without_grants = await call(await client_for(), method, path)
    assert (without_grants.status_code, without_grants.json()["code"]) == (403, "not-allowed"), path

    answers = {role: await call(await client_for(role), method, path) for role in Role}
    turned_away = {role for role, answer in answers.items() if _is_turned_away(answer)}
    assert turned_away == set(Role) - permission.roles, path
    assert [role for role, answer in answers.items() if answer.status_code >= 500] == [], path


@pytest.mark.parametrize(("method", "path"), [route for route, name in ROUTES.items() if PERMISSIONS[name].county])
class TestWhatBelongsToNoUnit:
    async def test_is_not_for_a_grant_over_a_part(self, client_for: ClientFor, method: str, path: str) -> None:
        allowed = sorted(PERMISSIONS[ROUTES[method, path]].roles)[0]
        response = await call(await client_for(allowed, f"{CENTRE}.TOWN01"), method, path)
        assert (response.status_code, response.json()["code"]) == (403, "out-of-scope")


class TestARefusedCall:
    async def test_leaves_an_audit_row(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        client = await client_for(Role.AUDITOR)
        await client.get("/network/consistency", headers={"Accept-Language": "en"})
        subscriber = await client_for(Role.SUBSCRIBER)
        assert (await subscriber.get("/network/consistency")).status_code == 403
        assert await audited(registry_engine, "get-consistency") == [("", "not-allowed")]


class TestTheTable:
    def test_names_every_route_of_these_rooms(self, registry_app: FastAPI) -> None:
        public = {"/setup", "/tokens", "/tokens/renewal", "/tokens/assertion", "/activation", "/.well-known/jwks.json"}
        operations = {"/healthz", "/readyz", "/version", "/metrics", "/service-status"}
        others = ("/veterans", "/registrations", "/contact-points", "/social-roles", "/imports", "/parked", "/audit",
                  "/unreadable", "/breaker", "/unit-digests", "/promises", "/facts")  # fmt: skip
        mine = {
            (method.upper(), path)
            for path, item in registry_app.openapi()["paths"].items()
            for method in item
            if path == "/registrations/exports" or (path not in public | operations and not path.startswith(others))
        }
        shape = {(method, path.replace(":id", "")) for method, path in mine}
        alike = [path for routes in ROUTES_ALIKE.values() for _, path in routes if not path.startswith(others)]
        assert len(shape) == len(ROUTES) + len(alike)
