"""G17: codes that merchants' clerks verify, two hundred a second, over HTTP: each locks, judges, audits, publishes."""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import insert

from bench.access import grant, token_of
from bench.measuring import Effort, Series, interleaved_percentiles
from bench.registry import given_registry, serving
from bench.serving import processor_seconds, running
from bench.stage import Database, Stage
from bench.targets import Finding, Goal, at_least, at_most
from bench.traffic import offer, post
from deploy.demo.county import CENTRE
from deploy.kafka.topics import apply, listed
from services.benefits.directory.tables import ORG_UNIT, VETERAN
from services.benefits.merchants.schemas import AGREEMENTS
from services.benefits.redemptions.commands import Paper, assign_clerk, print_discount_code
from services.benefits.settings import Settings
from services.registry.settings import Settings as RegistrySettings
from shared.auth.caller import Caller, Grant
from shared.auth.roles import Role
from shared.clock import local_date, now
from shared.command import Work
from shared.entries.commands import record_entry, take_step
from shared.ids import new_id

PACKAGE = "services.benefits"
SHOPS, CODES_EACH, PER_SECOND, P99_MS = 40, 10, 200, 50
DAY, DOCUMENT = date(2019, 4, 1), "bench"


@dataclass(frozen=True, slots=True)
class Asked:
    """A clerk's token, and codes that are good at his shop."""

    token: str
    codes: tuple[str, ...]


async def measure(stage: Stage, effort: Effort) -> Sequence[Finding]:
    apply(stage.kafka.broker, listed())
    registry = await given_registry(stage)
    assert isinstance(registry.settings, RegistrySettings)
    reach = {"token_issuer": registry.settings.token_issuer, "jwks_url": registry.settings.jwks_url}
    benefits = await stage.database(PACKAGE, **reach)
    clerks = {new_id(): new_id() for _ in range(SHOPS)}  # by account, the grant
    await grant(Role.MERCHANT_CLERK, clerks, registry.database, benefits)
    asked = [
        Asked(token_of(registry.settings, account), codes)
        for account, codes in (await _shops(benefits, clerks)).items()
    ]
    benefits.settle()
    requests = _requests(asked)
    port = benefits.settings.http_port

    statuses: Counter[int] = Counter()

    async def sample() -> Sequence[float]:
        outcome = await offer(port, requests, rate=PER_SECOND, seconds=effort.seconds)
        statuses.update(outcome.statuses)
        return [1000 * each for each in outcome.latencies.get(200, [effort.seconds])]

    async with (
        serving(registry) as asked_about_grants,
        running(PACKAGE, benefits.settings, stage.home, "worker"),  # without it registry is asked each time
        running(PACKAGE, benefits.settings, stage.home) as api,
    ):
        await offer(port, requests, rate=SHOPS, seconds=2)  # each clerk's grant is asked about once
        before = [processor_seconds(each) for each in (api, asked_about_grants)]
        series = await interleaved_percentiles({"verified": sample}, (50, 99), effort)
        spent = [processor_seconds(each) for each in (api, asked_about_grants)]
    milliseconds = [f"{1000 * (after - at) / statuses.total():.1f}" for at, after in zip(before, spent, strict=True)]
    facts: dict[str, object] = {
        "p50": f"{series['verified', 50].median:.1f} ms",
        "processor": "benefits' API {} ms, registry's {} ms a verification".format(*milliseconds),
        "processes": "benefits' API and worker, registry's API",
        "request": f"POST /verifications: {SHOPS} clerks, {SHOPS * CODES_EACH} codes, each answered yes",
    }
    answered = Series((statuses[200] / statuses.total(),))
    return [
        Finding(
            f"POST /verifications, p99, {PER_SECOND}/s", "ms", at_most(P99_MS), series["verified", 99], facts=facts
        ),
        Finding("the same, answered", "of 1", at_least(1), answered),
    ]


async def _shops(benefits: Database, clerks: dict[UUID, UUID]) -> dict[UUID, tuple[str, ...]]:
    """By clerk the codes of his shop: for veterans, without a limit."""
    assert isinstance(benefits.settings, Settings)
    engine = benefits.engine()
    grants = tuple(Grant(new_id(), role, CENTRE, "bench") for role in (Role.CENTRE_STAFF, Role.BUREAU_LEADER))
    work = Work(engine, Caller(new_id(), grants, "zh-CN", "127.0.0.1"), now())
    people = [new_id() for _ in range(SHOPS * CODES_EACH)]
    async with engine.begin() as connection:
        unit = {"org_code": CENTRE, "org_path": CENTRE, "kind": "centre", "name": "bench"}
        await connection.execute(insert(ORG_UNIT), unit)
        place = {"org_code": CENTRE, "org_path": CENTRE, "synthetic": True, "erased": False}
        await connection.execute(insert(VETERAN), [{"veteran_id": person, **place} for person in people])
    paper = Paper("张**", local_date(now()) + timedelta(days=30), DOCUMENT)
    found: dict[UUID, tuple[str, ...]] = {}
    for number, account in enumerate(clerks):
        agreement = await _agreement(work, f"bench {number}")
        await assign_clerk(work, account, agreement, document=DOCUMENT)
        made = [
            await print_discount_code(work, people.pop(), paper, keyring=benefits.settings.keyring)
            for _ in range(CODES_EACH)
        ]
        found[account] = tuple(each.digits for each in made)
    await engine.dispose()
    return found


async def _agreement(work: Work, shop: str) -> UUID:
    definition = AGREEMENTS.definition
    facts = {"org_code": CENTRE, "shop": shop, "address": shop, "industry": "goods", "intended_on": DAY}
    agreement = await record_entry(work, definition, facts, document=DOCUMENT)
    terms = {
        "base": "lowest-price", "rate_bp": 1_500, "subject": "veteran", "most_each": None, "period": None,
        "valid_from": DAY, "valid_until": None,
    }  # fmt: skip
    await take_step(work, definition, agreement, "signature", on=DAY, document=DOCUMENT, said=terms)
    await take_step(work, definition, agreement, "activation", on=DAY, document=DOCUMENT)
    return agreement


def _requests(asked: Sequence[Asked]) -> Iterator[bytes]:
    """Clerk after clerk, each with his next code."""
    whole = [
        post("/verifications", {"code": each.codes[turn]}, each.token) for turn in range(CODES_EACH) for each in asked
    ]
    return itertools.cycle(whole)


GOAL = Goal("G17", "200 merchant verifications a second, p99 < 50 ms", measure)
