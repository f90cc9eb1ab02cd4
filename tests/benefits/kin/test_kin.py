"""Who decides is neither the person nor his kin, as far as registry knows whose account it is and who is whose kin."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.amounts.commands import set_amount
from services.benefits.applications.commands import apply_for_benefit
from services.benefits.awards.commands import grant_awards
from services.benefits.emergency_aid.commands import propose_emergency_aid
from services.benefits.emergency_aid.domain import Emergency
from services.benefits.kin.queries import must_not_be_recused
from services.benefits.main import create_app
from services.benefits.programmes.domain import Terms
from shared.approval.recusal import DecidesOnKin, DecidesOnOneself, Recusal, StandsInForParty
from shared.auth.roles import Role
from shared.command import Transaction, command
from shared.ids import new_id
from tests.benefits.applications.given import RULES
from tests.benefits.awards.given import BEGUN, GRANT, Round, given_candidates
from tests.benefits.beside_registry import beside_registry, given_another_own_account, given_own_account
from tests.benefits.given import ROOM, given_learned, veteran_registered
from tests.benefits.payments.given import given_county_pays, given_veteran, granted
from tests.benefits.programmes.given import SOURCE, given_programme
from tests.benefits.redemptions.given import given_relations, relation
from tests.browsers import as_browser, words_of
from tests.given import CENTRE, NOWHERE, given_grant, given_work
from tests.issuer import Issuer
from tests.lives import veterans_merged
from tests.registry.given import given_account
from tests.registry.persons import given_number

TODAY = date(2019, 4, 10)
APRIL = datetime(2019, 4, 10, 2, 0, tzinfo=UTC)


@command
async def deciding(tx: Transaction, recusal: Recusal, *persons: UUID) -> None:
    await must_not_be_recused(tx, recusal, *persons)


async def refused(
    engine: AsyncEngine, own: UUID | None, *persons: UUID, on: date = TODAY, lender: UUID | None = None
) -> type[Exception] | None:
    work = given_work(engine, now=datetime.combine(on, time(2, 0), UTC))
    try:
        await deciding(work, Recusal(own, frozenset({lender} if lender else ())), *persons)
    except (DecidesOnOneself, DecidesOnKin, StandsInForParty) as fault:
        return type(fault)
    return None


async def test_a_person_and_his_kin_are_known_by_whichever_of_their_files(benefits_engine: AsyncEngine) -> None:
    engine = benefits_engine
    veteran, wife, son, former, stranger, merged = [new_id() for _ in range(6)]
    await given_learned(engine, [veteran_registered(each) for each in (veteran, wife, stranger, merged)])
    await given_relations(
        engine,
        relation(veteran, wife, "spouse", since=date(2015, 1, 1)),
        relation(merged, son, "child"),
        relation(veteran, former, "spouse", since=date(2000, 1, 1), until=date(2014, 1, 1)),
    )
    assert await refused(engine, None, veteran) is None
    assert await refused(engine, veteran, veteran) is DecidesOnOneself
    assert await refused(engine, wife, veteran) is await refused(engine, veteran, wife) is DecidesOnKin
    assert await refused(engine, wife, veteran, on=date(2014, 12, 31)) is None
    assert await refused(engine, former, veteran) is None
    assert await refused(engine, former, veteran, on=date(2013, 12, 31)) is DecidesOnKin
    assert await refused(engine, stranger, veteran) is None
    assert await refused(engine, stranger, former, veteran) is None
    assert await refused(engine, wife, stranger, veteran) is DecidesOnKin
    assert await refused(engine, wife, veteran, wife) is DecidesOnOneself
    assert await refused(engine, wife) is None
    assert await refused(engine, son, veteran) is await refused(engine, son, wife) is None
    for whose in (veteran, wife):
        assert await refused(engine, None, whose, lender=veteran) is StandsInForParty
    assert await refused(engine, veteran, veteran, lender=wife) is DecidesOnOneself
    assert await refused(engine, None, stranger, lender=veteran) is None
    await given_learned(engine, [veterans_merged(ROOM, TODAY, merged_id=merged, surviving_id=veteran)])
    assert await refused(engine, merged, veteran) is DecidesOnOneself
    assert await refused(engine, son, veteran) is DecidesOnKin
    assert await refused(engine, wife, son) is DecidesOnKin


@pytest.fixture
async def aid(benefits_engine: AsyncEngine) -> None:
    """Decided on by the village and the county, and paid first in an emergency."""
    terms = Terms(gives="one-off", cap="hardship-cap", chain=("village", "county"), emergency_workdays=10)
    await given_programme(
        benefits_engine, programme_code="hardship-aid", name="困难帮扶", slot=None, rules=RULES, terms=terms
    )
    await set_amount(
        given_work(benefits_engine), table="hardship-cap", key="", since=date(2019, 1, 1), value=300_000, source=SOURCE
    )


async def applied(engine: AsyncEngine, person: UUID) -> UUID:
    await given_learned(engine, [veteran_registered(person)])
    said: dict[str, Any] = {"programme_code": "hardship-aid", "applied_on": date(2019, 4, 9), "document": "申请书"}
    return await apply_for_benefit(given_work(engine, now=APRIL), person_id=person, **said)


async def given_deputy(
    benefits: AsyncEngine, registry: AsyncEngine, lender: UUID, role: Role = Role.ROOM_STAFF, path: str = ROOM
) -> UUID:
    """In the lender's stead; an account that belongs to no file."""
    deputy = await given_account(registry)
    for engine in (benefits, registry):
        await given_grant(engine, deputy, role, path, on_behalf_of=lender, vouched=engine is benefits)
    return deputy


class TestSomebodyWithAnAccountOfHisOwn:
    async def test_decides_on_strangers_alone(
        self,
        aid: None,
        benefits_engine: AsyncEngine,
        registry_engine: AsyncEngine,
        issuer: Issuer,
        settings_of: Any,
        api_client: Callable[..., httpx2.AsyncClient],
    ) -> None:
        engine = benefits_engine
        person, account = await given_own_account(registry_engine)
        wife, stranger = new_id(), new_id()
        own, hers, another = [await applied(engine, each) for each in (person, wife, stranger)]
        await given_relations(engine, relation(person, wife, "spouse"))
        for role, path in ((Role.ROOM_STAFF, ROOM), (Role.CENTRE_STAFF, CENTRE), (Role.BUREAU_LEADER, CENTRE)):
            await given_grant(engine, account, role, path)
        work = given_work(engine, now=APRIL)
        waiting = await propose_emergency_aid(work, hers, Emergency("fire", TODAY), fen=1, document="证明")
        async with beside_registry(settings_of, issuer, api_client) as client:
            api, agree = client(account), {"outcome": "agree"}
            first = {"cause": "fire", "happened_on": "2019-04-09", "yuan": "1", "document": "证明"}
            for path, body, code in (
                (f"/applications/{own}/opinions", agree, "decides-on-oneself"),
                (f"/applications/{hers}/opinions", agree, "decides-on-kin"),
                (f"/applications/{own}/emergency-aid", first, "decides-on-oneself"),
                (f"/emergency-aid/{waiting}/release", {}, "decides-on-kin"),
            ):
                answer = await api.post(path, json=body)
                assert (answer.status_code, answer.json()["code"]) == (409, code)
            assert (await api.post(f"/applications/{another}/opinions", json=agree)).status_code == 204
            deputy = await given_deputy(engine, registry_engine, account)
            answer = await client(deputy).post(f"/applications/{hers}/opinions", json=agree)
            assert (answer.status_code, answer.json()["code"]) == (409, "stands-in-for-party")
            browser, at = as_browser(api), f"/benefits/applications/{hers}/opinion"
            sent = await browser.post(at, data={"outcome": "agree", "version": "1", "idempotency_key": str(new_id())})
            assert "您应当回避" in words_of(sent)

    async def test_changes_nothing_of_what_he_or_his_kin_is_paid(
        self,
        benefits_engine: AsyncEngine,
        registry_engine: AsyncEngine,
        issuer: Issuer,
        settings_of: Any,
        api_client: Callable[..., httpx2.AsyncClient],
    ) -> None:
        engine, wife = benefits_engine, new_id()
        await given_county_pays(engine)
        person, account = await given_own_account(registry_engine)
        await given_learned(engine, [veteran_registered(each) for each in (person, wife)])
        await given_relations(engine, relation(person, wife, "spouse"))
        own, hers = [await granted(engine, each) for each in (person, wife)]
        another = await granted(engine, await given_veteran(engine))
        await given_grant(engine, account, Role.CENTRE_STAFF, CENTRE)
        change, first = {"month": "2019-06", "document": "核对记录"}, {"first_month": "2019-05", "document": "核对记录"}
        acts: tuple[tuple[str, Any], ...] = (
            ("suspension", {**change, "reason_code": "serves-sentence"}),
            ("resumption", {**change, "reason_code": "sentence-served"}),
            ("end", {**change, "reason_code": "waived"}),
            ("correction", {**first, "reason_code": "mistyped"}),
        )
        async with beside_registry(settings_of, issuer, api_client) as client:
            api = client(account)
            for act, body in acts:
                for whose, code in ((own, "decides-on-oneself"), (hers, "decides-on-kin")):
                    answer = await api.post(f"/payments/entitlements/{whose}/{act}", json=body)
                    assert (answer.status_code, answer.json()["code"]) == (409, code), act
            answer = await api.post(f"/payments/entitlements/{another}/suspension", json=acts[0][1])
            assert answer.status_code == 204, answer.text
            browser, at = as_browser(api), f"/benefits/payments/entitlements/{own}/end"
            sent = await browser.post(at, data={**acts[2][1], "version": "1", "idempotency_key": str(new_id())})
            assert "这是您本人的事项" in words_of(sent)

    async def test_vets_scores_grants_and_revokes_nothing_of_his_or_his_kins_and_settles_no_objection_to_them(
        self,
        benefits_engine: AsyncEngine,
        registry_engine: AsyncEngine,
        issuer: Issuer,
        settings_of: Any,
        api_client: Callable[..., httpx2.AsyncClient],
    ) -> None:
        engine, other = benefits_engine, new_id()
        person, account = await given_own_account(registry_engine)
        another_person, another_leader = await given_another_own_account(registry_engine, id_number=given_number(7))
        [wife, stranger] = await given_candidates(engine, 2)
        await given_relations(engine, relation(person, wife, "spouse"), relation(another_person, stranger, "spouse"))
        for whose, role in (
            (account, Role.BUREAU_LEADER), (account, Role.CENTRE_STAFF), (other, Role.BUREAU_LEADER),
            (other, Role.CENTRE_STAFF), (another_leader, Role.BUREAU_LEADER),
        ):  # fmt: skip
            await given_grant(engine, whose, role, CENTRE)
        await given_grant(registry_engine, other, vouched=False)
        settled = {"settled_on": "2019-04-10", "is_upheld": False, "found": "不属实"}
        revoked = {"ground": "false-merits", "document": "撤销决定", "revoked_on": "2019-05-06"}
        async with beside_registry(settings_of, issuer, api_client) as client:
            own, centre = client(account), client(other)
            selection = Round(centre, centre, own)
            await selection.open()
            await selection.nominate(wife, stranger)
            assert await selection.does("stage", to="vetting") == ""
            vetted = {"office": "party", "passed": "true", "document": "函2019年5号", "vetted_on": "2019-03-18"}
            assert await selection.of(0, "vetting", own, **vetted) == "decides-on-kin"
            assert await selection.of(1, "vetting", own, **vetted) == ""
            await selection.passed()
            await selection.scored((400, 300), (90, 80))
            sheet = {"member": 1, "scored_on": "2019-04-02"}
            hers, his = [{"nomination_id": one, "points": 90} for one in selection.nominees]
            assert await selection.does("points", own, lines=[hers, his], **sheet) == "decides-on-kin"
            withdrawn = {"nomination_id": selection.nominees[0], "withdrew_because": "系其丈夫"}
            deputy = client(await given_deputy(engine, registry_engine, account, Role.CENTRE_STAFF, CENTRE))
            assert await selection.does("points", deputy, lines=[hers, his], **sheet) == "stands-in-for-party"
            assert await selection.does("points", deputy, lines=[withdrawn, his], **sheet) == ""
            assert await selection.does("publicity", **BEGUN) == ""
            said = {"said": "材料不实", "raised_on": "2019-04-09", "nomination_id": selection.nominees[0]}
            assert await selection.does("objections", **said) == ""
            assert await selection.does("objections/0/settlement", own, **settled) == "decides-on-kin"
            assert await selection.does("objections/0/settlement", centre, **settled) == ""
            grant = {**GRANT, "granted_on": "2019-04-30"}
            assert await selection.does("grant", own, **grant) == "results-recorded-by-oneself"  # by his deputy
            leader = client(another_leader)
            assert await selection.does("grant", leader, **grant) == "decides-on-kin"
            key = {"version": "1", "idempotency_key": str(new_id())}
            version = str((await selection.shown())["version"])
            page = await as_browser(leader).post(
                f"/benefits{selection.path}/grant", data={**grant, **key, "version": version}
            )
            assert (page.status_code, "您应当回避" in words_of(page)) == (409, True)
        await grant_awards(
            given_work(engine), UUID(selection.path.rpartition("/")[2]),
            granted_on=date(2019, 4, 30), document="表彰决定2019年1号",
        )  # fmt: skip
        async with beside_registry(settings_of, issuer, api_client) as client:
            selection.leader = client(account)
            assert await selection.of(0, "revocation", selection.leader, **revoked) == "decides-on-kin"
            assert await selection.of(1, "revocation", selection.leader, **revoked) == ""

    async def test_decides_on_nobody_while_registry_does_not_answer(
        self,
        aid: None,
        benefits_engine: AsyncEngine,
        settings_of: Any,
        token_for: Any,
        api_client: Callable[..., httpx2.AsyncClient],
    ) -> None:
        application, account = await applied(benefits_engine, new_id()), new_id()
        await given_grant(benefits_engine, account, Role.ROOM_STAFF, ROOM)
        app = create_app(settings_of("benefits"))
        client = api_client(app, token_for(account))
        path, agree = f"/applications/{application}/opinions", {"outcome": "agree"}
        app.state.grants.registry_url = NOWHERE
        refused = await client.post(path, json=agree)
        assert (refused.status_code, refused.json()["code"]) == (503, "own-file-unavailable")
