"""What is shown can be opened: nobody is led to a page that refuses him, and somebody is led to each."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.commands import disable_account, issue_activation, open_account
from services.registry.accounts.domain.account import Kind
from services.registry.accounts.tables import ACCOUNT
from services.registry.attachments.parameters import Kind as AttachmentKind
from services.registry.attachments.parameters import UnitKind
from services.registry.consents.commands import Given, record_consent
from services.registry.contributions.commands import record_contribution
from services.registry.corrections.commands import propose_identity_correction, refuse_identity_correction
from services.registry.corrections.commands.proposing import Wanted
from services.registry.corrections.parameters import IdentityKind
from services.registry.data_requests.commands import Asked, open_request
from services.registry.deaths.commands import Reported as ReportedDeath
from services.registry.deaths.commands import record_death, revoke_death_record
from services.registry.deregistrations.commands import Ground, deregister_veteran
from services.registry.duplicates.commands import report_duplicate, rule_out_duplicate
from services.registry.duplicates.commands.deciding import Decision
from services.registry.erasures.commands import propose_erasure
from services.registry.grants.commands import deny_access
from services.registry.merges.commands import propose_merge
from services.registry.notices.commands.settling import settle_notice
from services.registry.notices.domain.settling import Settlement
from services.registry.relocations.commands import Reported, record_relocation
from services.registry.relocations.parameters import Kind as RelocationKind
from services.registry.reorganisations.commands import (
    begin_org_unit_closing,
    move_holdings,
    move_org_unit,
    stop_holdings_move,
)
from services.registry.reorganisations.commands.carrying import Handover
from services.registry.roles.commands import assume_role, end_role
from services.registry.roles.domain import RoleKind
from services.registry.teams.commands import end_team
from shared import clock
from shared.auth.roles import Role
from shared.privacy.personal import Personal
from tests.browsers import BROWSER, crawled, unreached
from tests.given import given_grant
from tests.issuer import Issuer
from tests.registry.account_holders.given import given_holder_named
from tests.registry.archive_forwardings.given import given_sent_on
from tests.registry.attachments.given import attaching, evidencing, jpeg
from tests.registry.books.given import given_one_of_each, given_stepped
from tests.registry.branch_life.given import given_branch_life
from tests.registry.case_parties.given import given_case, naming
from tests.registry.categories.given import given_categories
from tests.registry.confirmations.given import CONFIRMED_THIS_YEAR, confirming_year
from tests.registry.contacts.given import MOBILE, verifying
from tests.registry.contributions.given import DEED
from tests.registry.erasures.given import centre, given_dead
from tests.registry.families.given import relating
from tests.registry.given import (
    CENTRE_CODE,
    KEYRING,
    TODAY,
    activating,
    given_account,
    given_network,
    given_work,
)
from tests.registry.grants.given import given_acting, given_confirmed, given_holder, proposed, security, wanted
from tests.registry.merges.given import TWICE, given_pair, merging
from tests.registry.notices.given import message, notice_of, taken
from tests.registry.party_applications.given import given_application
from tests.registry.party_memberships.given import given_expired_letter, given_slip
from tests.registry.persons import OTHER_ROOM, REGISTRAR, ROOM_PATH, given_number, given_veteran
from tests.registry.proxies.given import authorising
from tests.registry.recipients.given import given_recipients
from tests.registry.registrations.given import RETURNS, given_handed_in, room, saying, station
from tests.registry.report_ins.given import reporting_in
from tests.registry.subscribers.given import given_proposal, given_subscriber
from tests.registry.subscribers.given import wanted as subscription
from tests.registry.teams.given import doing, given_team, joining
from tests.registry.transfers.given import left, starting

Crawl = Callable[[Role], Awaitable[dict[str, int]]]
PATHS = {Role.STATION_STAFF: "411329.411329104", Role.ROOM_STAFF: ROOM_PATH}
LED_TO = ("/registry/", "/status", "/me", "/help", "/session/second-factor")
NOT_LED_TO = {
    # Before a sign-in, and from a form.
    "/sign-in", "/session/activation", "/session/renew", "/session/second-factor/confirmation",
    # Where issuers are configured: tests/registry/issuers.
    "/me/issuers", "/me/issuers/{issuer}", "/me/issuers/{binding_id}/confirmation",
    "/session/issuers/{issuer}", "/session/issuers/{issuer}/callback",
    "/registry/accounts/{account_id}/issuers/new", "/registry/accounts/{account_id}/issuers/{binding_id}/end",
    # Of what this county does not have: an import, a key of a machine, a second factor, an emergency.
    "/me/second-factor/recovery-codes", "/me/second-factor/removal", "/registry/grants/{grant_id}/review",
    "/registry/imports/{import_id}", "/registry/imports/{import_id}/progress",
    "/registry/imports/{import_id}/result.xlsx", "/registry/imports/{import_id}/revocation",
    "/registry/accounts/{account_id}/keys/{key_id}/end",
    # Nobody in it takes back what he proposed: tests/registry/corrections.
    "/registry/identity-corrections/{correction_id}/withdrawal", "/registry/merges/{proposal_id}/withdrawal",
    "/registry/erasures/{erasure_id}/withdrawal", "/registry/subscribers/proposals/{proposal_id}/withdrawal",
    # Where an event of another service could not be applied.
    "/registry/parked", "/registry/parked/{parked_id}", "/registry/parked/{parked_id}/discard",
    "/registry/parked/{parked_id}/events/{event_id}/discard", "/registry/unreadable/{unreadable_id}/skip",
    "/registry/breaker/permit",
    # What a picture asks for.
    "/registry/attachments/{attachment_id}/thumbnail",
    "/registry/attachments/unit/{attachment_id}/thumbnail",
    # Of what is closed, which a list shows by a filter: tests/registry/reorganisations, tests/registry/party.
    "/registry/network/{org_code}/closure/revocation", "/registry/party/{party_org_code}/dissolution/revocation",
    # What a figure of reporting leads to.
    "/registry/books/{entry_id}",
    # What pages of cases in benefits lead to: tests/registry/case_parties.
    "/registry/case-parties", "/registry/case-parties/export", "/registry/case-parties/search",
    "/registry/cases/{case_id}/parties", "/registry/cases/{case_id}/parties/new",
    "/registry/case-parties/{party_id}/correction", "/registry/case-parties/{party_id}/removal",
    "/registry/case-parties/{party_id}/clear", "/registry/case-parties/{party_id}/identity",
    # What a field asks for while somebody types.
    "/registry/network/choices",
}  # fmt: skip


@pytest.fixture
async def crawl(anonymous: httpx2.AsyncClient, registry_engine: AsyncEngine, issuer: Issuer) -> Crawl:
    """Every page of registry that somebody with this role comes to from the first one, in a county at work."""
    veteran_id = await given_county(registry_engine)
    await given_letters(registry_engine)
    await given_units_that_change(registry_engine)
    await given_subscriptions(registry_engine)

    async def from_home(role: Role) -> dict[str, int]:
        account = await given_account(registry_engine, f"holder-{role}")
        await given_grant(registry_engine, account, role, PATHS.get(role, CENTRE_CODE))
        if role is Role.VETERAN:
            async with registry_engine.begin() as connection:
                his = ACCOUNT.c.account_id == account
                await connection.execute(update(ACCOUNT).where(his).values(person_id=veteran_id))
        if role is Role.SECURITY_ADMINISTRATOR:
            waiting = wanted(await given_holder(registry_engine))
            await proposed(await given_acting(registry_engine, role, account_id=account), waiting)
        anonymous.cookies.set("session", issuer.token(account))
        anonymous.headers.update(BROWSER)
        return await crawled(anonymous, "/", below=LED_TO, narrowed=False)

    return from_home


async def given_county(engine: AsyncEngine) -> UUID:
    """A network with its Party, a person (whose id it is) with a role who lives elsewhere, another whose number is
    verified and who is about to leave, one who has left, one who has died, one who is deregistered, registrations that
    wait, accounts and grants of every kind, entries of every book, and what people do for the Party and for others."""
    await given_network(engine)
    entries = await given_one_of_each(engine)
    await given_stepped(engine, entries)
    await evidencing(given_work(engine), UnitKind.BOOK_ENTRY, entries["five-haves"], jpeg())
    veteran_id = await given_veteran(engine, mobile=MOBILE)
    await given_service(engine, veteran_id)
    verified = await given_veteran(engine, id_number=given_number(2), mobile=MOBILE, discharged_on="2019-03-01")
    await verifying(given_work(engine), verified)
    await assume_role(
        given_work(engine), veteran_id, kind=RoleKind.MEDIATOR, assumed_on=TODAY, source="任命文件", keyring=KEYRING
    )
    suspected = await given_pair(engine, veteran_id, verified)
    named = Wanted(IdentityKind.NAME, Personal("张维"), "identity-card", "第1号")
    await propose_identity_correction(given_work(engine), veteran_id, named, registrar=REGISTRAR, most_an_hour=60)
    await relating(given_work(engine), veteran_id)
    await authorising(given_work(engine), veteran_id)
    await attaching(given_work(engine), AttachmentKind.PHOTOGRAPH, veteran_id, jpeg())
    await reporting_in(engine, veteran_id)
    await confirming_year(given_work(engine), veteran_id, CONFIRMED_THIS_YEAR)
    await given_sent_on(engine, verified, received=veteran_id)
    died = ReportedDeath(TODAY, "medical-certificate", "第2号")
    dead = await given_veteran(engine, id_number=given_number(1))
    await record_death(given_work(engine), dead, died, keyring=KEYRING)
    two = await report_duplicate(given_work(engine), veteran_id, dead, reason="来信反映")
    await rule_out_duplicate(given_work(engine), two, Decision("met-both", "当面核实"))
    twice = await given_veteran(engine, id_number=given_number(4))
    await merging(engine, await given_pair(engine, verified, twice), verified)
    await propose_merge(given_work(engine), suspected, verified, TWICE)
    mistaken = await given_veteran(engine, id_number=given_number(3))
    await deregister_veteran(given_work(engine), mistaken, Ground("not-a-veteran", "第3号"), keyring=KEYRING)
    await given_handed_in(room(engine), id_number=given_number(7))
    await given_categories(engine, veteran_id)
    await given_recipients(engine)
    await saying(station(engine), await given_handed_in(room(engine), id_number=given_number(5)), RETURNS)
    lives = Reported(RelocationKind.RESIDENCE, OTHER_ROOM, OTHER_ROOM, TODAY, "第4号")
    await record_relocation(given_work(engine), veteran_id, lives, registrar=REGISTRAR)
    await taken(engine, message("m-1"), message("m-2"))
    await settle_notice(given_work(engine), await notice_of(engine), Settlement("not-ours", None, "外县人员"))
    await record_consent(
        given_work(engine), veteran_id, Given("media", "written", TODAY, "同意书第1号"), keyring=KEYRING
    )
    await open_request(given_work(engine), veteran_id, Asked("access", "person", TODAY, "申请书第1号"), keyring=KEYRING)
    long_dead = await given_veteran(engine, id_number=given_number(6))
    await given_dead(engine, long_dead)
    await propose_erasure(centre(engine), long_dead, document="县档第3号", keep_years=10)
    await starting(engine, verified)
    await left(engine, await given_veteran(engine, id_number=given_number(8), registered_on="2019-03-01"))
    await naming(room(engine), await given_case(engine, veteran_id))
    await given_accounts(engine)
    await given_holder_named(engine, await given_account(engine, "is-a-veteran"), veteran_id)
    return veteran_id


async def given_accounts(engine: AsyncEngine) -> None:
    """One of a machine, one that is disabled, one that waits for its holder; a grant, a proposal, a denial."""
    administrator = given_work(engine, Role.SYSTEM_ADMINISTRATOR)
    await open_account(administrator, username="sender", display_name="推送系统", kind=Kind.MACHINE)
    await disable_account(administrator, await given_account(engine, "left-us"), reason="离职")
    reset = await given_account(engine, "reset-and-waits")
    await given_grant(engine, reset)
    today = given_work(engine, Role.SYSTEM_ADMINISTRATOR, now=clock.now())
    await activating(engine, await issue_activation(today, reset, reason="忘记密码"), now=today.now)
    await given_confirmed(engine, wanted(await given_holder(engine)))
    await proposed(await security(engine), wanted(await given_holder(engine)))
    await deny_access(
        await security(engine),
        account_id=await given_holder(engine),
        org_code="411329104",
        centre_code=CENTRE_CODE,
        reason="核查中",
        until=None,
    )


async def given_service(engine: AsyncEngine, veteran_id: UUID) -> None:
    """What is held in the Party's branches, somebody who applies to it and letters, of which one expired;
    somebody who is in a team, took part in an activity and contributed something; a term and a team that ended."""
    await given_branch_life(engine)
    await given_application(engine)
    await given_expired_letter(engine)
    await given_slip(engine)
    team = await given_team(engine)
    await joining(engine, veteran_id, team, TODAY)
    await doing(engine, team, TODAY, veteran_id)
    await record_contribution(given_work(engine), veteran_id, replace(DEED, made_on=TODAY), keyring=KEYRING)
    term = await assume_role(
        given_work(engine),
        veteran_id,
        kind=RoleKind.ENTREPRENEUR,
        assumed_on=TODAY - timedelta(days=1),
        source="营业执照",
        keyring=KEYRING,
    )
    await end_role(given_work(engine), term.role_id, ended_on=TODAY, reason="注销")
    was = await given_team(engine, OTHER_ROOM)
    await end_team(given_work(engine), was.team_id, ended_on=TODAY, reason="撤并")


async def given_subscriptions(engine: AsyncEngine) -> None:
    """A system of others that may read, and another that may once a leader agrees."""
    await given_subscriber(engine, subscription())
    await given_proposal(engine, subscription(subscriber="city-bureau"))


async def given_units_that_change(engine: AsyncEngine) -> None:
    """A room that is to be closed, and what it holds is on the move; another that has moved, and holds what was to."""
    await begin_org_unit_closing(given_work(engine), "411329U01R01", document="新退〔2019〕9号")
    await move_holdings(given_work(engine), "411329U01R01", Handover(OTHER_ROOM, TODAY, "新退〔2019〕9号"))
    over = await move_holdings(given_work(engine), OTHER_ROOM, Handover("411329104210", TODAY, "新退〔2019〕9号"))
    await stop_holdings_move(given_work(engine), OTHER_ROOM, over.move_id, document="新退〔2019〕9号")
    await move_org_unit(given_work(engine), OTHER_ROOM, parent_code="411329104", document="新退〔2019〕10号")


async def given_letters(engine: AsyncEngine) -> None:
    """Somebody who was taken for dead, and whose name was not corrected."""
    lives = await given_veteran(engine, id_number=given_number(18))
    died = ReportedDeath(TODAY, "medical-certificate", "第5号")
    await record_death(given_work(engine), lives, died, keyring=KEYRING)
    await revoke_death_record(given_work(engine), lives, reason="unfounded", document="第6号", keyring=KEYRING)
    named = Wanted(IdentityKind.NAME, Personal("张维"), "identity-card", "第7号")
    refused = await propose_identity_correction(given_work(engine), lives, named, registrar=REGISTRAR, most_an_hour=60)
    await refuse_identity_correction(given_work(engine), refused, reason="与户口簿不符")


class TestEveryLink:
    async def test_leads_somewhere_for_whom_it_is_shown_to_and_leads_somebody_to_every_page(
        self, crawl: Crawl, registry_app: FastAPI
    ) -> None:
        """In one county, which takes as long to build as somebody to look at all of it."""
        opened = {role: await crawl(role) for role in Role}
        statuses = {(role, path): status for role, pages in opened.items() for path, status in pages.items()}
        assert {link: status for link, status in statuses.items() if status != 200} == {}
        assert min(map(len, opened.values())) > 10
        assert unreached(registry_app, {path for _, path in statuses}) == NOT_LED_TO
