"""The demo: load the county through the public interfaces, wait for the events, freeze, print, compare."""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import httpx2
from rich.console import Console

from deploy.demo import awards, benefits, books, bulletin, hardship, jobs, load, may, paper, payments, programmes
from deploy.demo.accounts import (
    CLERK,
    FOUNDERS,
    LEADER,
    PASSWORDS,
    SECOND,
    SECOND_FACTORS,
    Later,
    open_accounts,
    passwords,
)
from deploy.demo.client import Addresses, Client, for_each
from deploy.demo.county import (
    AS_OF,
    CENTRE,
    ENTREPRENEURS,
    RESERVE_CADRES,
    TWO_COMMITTEES,
    VOLUNTEERS,
    County,
    disputes_of_mediator,
    read_county,
)
from deploy.demo.disputes import load_disputes
from deploy.demo.figures import Difference, differences
from deploy.demo.flow import wait_until_drained
from deploy.demo.people import Person, people

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Target:
    """A running system to load: where it answers, its one-time setup token, and where the demo keeps its passwords.

    `url` is what people open in a browser; `trusting` who believes the authority that certifies it."""

    url: str
    addresses: Addresses
    setup_token: str
    folder: Path
    trusting: ssl.SSLContext | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What reporting learned, frozen; `rates`: what merchants take off, in basis points; `in_may`: the figures of the
    month after, at its end."""

    digest: str
    figures: list[Mapping[str, Any]]
    by_unit: Mapping[str, bulletin.Sums]
    verdicts: Mapping[str, int]
    wrong: list[Difference]
    seconds: Mapping[str, float]
    rates: Sequence[int] = ()
    in_may: Mapping[str, int] = field(default_factory=dict)
    printed: paper.Paper | None = None


@dataclass(slots=True)
class Stages:
    """Runs stage after stage, some beside each other, says so, and keeps their times."""

    console: Console
    seconds: dict[str, float] = field(default_factory=dict)
    _showing: bool = False

    async def run(self, name: str, work: Awaitable[Result]) -> Result:
        """The result of one stage."""
        begun = time.perf_counter()
        with self._shown(name):
            result = await work
        self.seconds[name] = time.perf_counter() - begun
        self.console.print(f"[green]✓[/green] {name} [dim]{self.seconds[name]:.1f} s[/dim]")
        return result

    @contextmanager
    def _shown(self, name: str) -> Iterator[None]:
        """Of stages that run beside each other the first."""
        if self._showing:
            yield
            return
        self._showing = True
        try:
            with self.console.status(name):
                yield
        finally:
            self._showing = False


def run_demo(target: Target) -> int:
    """Load and print; 0 when every figure and sub-total is as the distribution rules say, else 1."""
    console = Console()
    outcome = asyncio.run(load_and_freeze(target, console))
    return show(console, target, outcome)


def show(console: Console, target: Target, outcome: Outcome) -> int:
    """Print it; 1 when a figure is not as expected."""
    bulletin.print_figures(console, outcome.figures)
    bulletin.print_stations(console, read_county(), outcome.by_unit)
    bulletin.print_times(console, outcome.seconds)
    bulletin.print_addresses(console, target.addresses)
    for line in (
        *(f"截至 {may.LAST_DAY} · on that day: {code} {value:,}" for code, value in outcome.in_may.items()),
        f"商家优惠幅度 · discounts of merchants: {', '.join(f'{each / 100:g} %' for each in outcome.rates)}",
        f"导入结论 · verdicts of the import: {dict(outcome.verdicts)}",
        f"快照摘要 · digest of the snapshot: [bold]{outcome.digest}[/bold]",
        f"请用浏览器打开 · open in a browser: [bold]{target.url}[/bold]",
        f"示例账号 · an account to try: [bold]{CLERK}[/bold] {passwords(target.folder)[CLERK]}"
        f" （{target.folder / PASSWORDS}）",
        *other_accounts(target.folder),
    ):
        console.print(line, soft_wrap=True)
    if outcome.printed is not None:
        broken = ", ".join(f"{rule} {value}" for rule, value in outcome.printed.broken)
        console.print(f"旬通报（草案）· the bulletin, a draft: [bold]{outcome.printed.path}[/bold]", soft_wrap=True)
        console.print(f"其中数据核对 · its checks that do not hold: {broken}", soft_wrap=True)
    bulletin.print_differences(console, outcome.wrong)
    return 1 if outcome.wrong else 0


def other_accounts(folder: Path) -> Sequence[str]:
    """Where the passwords and second factors of the four of the setup are: they are kept, not printed."""
    return (
        f"其他账号 · the others: {', '.join((*FOUNDERS.values(), SECOND))} （{folder / PASSWORDS}）",
        f"其动态验证码的密钥 · what their authenticators know: {folder / SECOND_FACTORS}"
        " （docs/operations/embedded.md）",
    )


async def load_and_freeze(target: Target, console: Console) -> Outcome:
    """Everything the demo does to a running system, from the first account to the frozen snapshot."""
    county, stages = read_county(), Stages(console)
    async with httpx2.AsyncClient(timeout=60, verify=target.trusting or True) as http:
        public = Client(http, target.addresses)
        clerk = await stages.run("accounts", open_accounts(public, target.folder, target.setup_token))
        loaded = await load_county(clerk, stages, county, list(people(county)))
        await asyncio.gather(
            load_decisions(public, clerk, stages, target, loaded),
            stages.run("May 2019: standards, funds, branch life", may.load_may(clerk, county, loaded.register)),
        )
        outcome = await freeze_loaded(clerk, stages, county, loaded)
        in_may, wrong = await may.figures_of_may(clerk, county)
        outcome = replace(outcome, in_may=in_may, wrong=[*outcome.wrong, *wrong])
        printed = await stages.run(f"bulletin of {paper.PERIOD}", paper.write_bulletin(clerk, target.folder))
        return replace(outcome, printed=printed)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the register's import said, and its people by the number of their row."""

    report: Mapping[str, Any]
    ids: Mapping[int, str]
    pairs: list[load.Pair]
    register: benefits.Register


async def load_county(clerk: Client, stages: Stages, county: County, register: Sequence[Person]) -> Loaded:
    """A county with its people, mediators and disputes; every event of it is applied. What does not wait for each other
    runs beside each other: registry and benefits are two processes."""
    http, workers = clerk.http, clerk.addresses.workers
    await stages.run("divisions", load.load_divisions(clerk))
    stations, rooms = len(county.stations), len(county.rooms)
    await stages.run(f"{stations} stations, {rooms} rooms", load.load_network(clerk, county))
    # An import gives way to who is at work meanwhile.
    report = await stages.run(f"import of {len(register):,} veterans", load.import_register(clerk, register))
    ids, _, _ = await asyncio.gather(
        stages.run("read back who was accepted", load.ids_of(clerk, report["import_id"])),
        stages.run(f"{stations} branches, {rooms} groups", load.load_party(clerk, county)),
        stages.run("events of the register applied", wait_until_drained(http, workers)),
    )
    pairs, known = load.pairs_of(county, register, ids), benefits.Register(register, ids)
    await asyncio.gather(
        _load_roles(clerk, stages, county, register, ids),
        _load_service(clerk, stages, county, register, ids),
        _load_benefits(clerk, stages, county, known),
    )
    await stages.run("all events applied", wait_until_drained(http, workers))
    return Loaded(report, ids, pairs, known)


async def _load_roles(
    clerk: Client, stages: Stages, county: County, register: Sequence[Person], ids: Mapping[int, str]
) -> None:
    """Mediators and what they resolve, which those who asked for it are told of; and who serves otherwise."""
    pairs = load.pairs_of(county, register, ids)
    disputes = sum(disputes_of_mediator(index) for index in range(len(pairs)))
    serving = RESERVE_CADRES + TWO_COMMITTEES + ENTREPRENEURS
    await asyncio.gather(
        stages.run(f"{len(pairs)} mediators", load.load_mediators(clerk, county, register, ids)),
        stages.run("contact points", load.load_contact_points(clerk, pairs)),
    )
    await asyncio.gather(
        stages.run(f"{disputes} disputes opened, assigned, resolved", load_disputes(clerk, pairs)),
        stages.run(f"{serving} who serve otherwise", load.load_roles(clerk, county, register, ids)),
    )


async def _load_service(
    clerk: Client, stages: Stages, county: County, register: Sequence[Person], ids: Mapping[int, str]
) -> None:
    """What veterans do for others besides, and what the county does itself."""
    applicants = load.applicants_of(county, register, ids)
    await stages.run(f"{len(applicants)} Party applications", load.load_applicants(clerk, applicants))
    await stages.run(f"{VOLUNTEERS} volunteers", load.load_volunteers(clerk, register, ids))
    await stages.run("bodies, meetings, staff, venues, standards", books.load_books(clerk, county))


async def _load_benefits(clerk: Client, stages: Stages, county: County, known: benefits.Register) -> None:
    """What is done for them."""
    await stages.run(f"{benefits.CHECKED:,} health checks", benefits.load_checks(clerk, county, known))
    await stages.run("visits", benefits.load_visits(clerk, county, known))
    await stages.run(f"{benefits.TRAINED} trained free", benefits.load_training(clerk, county, known))


async def load_decisions(public: Client, clerk: Client, stages: Stages, target: Target, loaded: Loaded) -> None:
    """What the bureau's leader signs or grants: agreements with merchants, programmes, awards; and what is applied
    for."""
    leader, county = Later(public, target.folder, LEADER), read_county()
    await stages.run(f"{len(benefits.MERCHANTS)} merchants", benefits.load_merchants(clerk, leader))
    in_force = programmes.load_programmes(clerk, leader)
    await stages.run(f"{len(programmes.PROGRAMMES)} programmes", in_force)
    in_need = hardship.load_hardship_aid(clerk, county, loaded.register)
    await stages.run(f"{len(county.stations)} applications for hardship aid", in_need)
    hands = payments.Hands(clerk, Later(public, target.folder, SECOND), leader, target.folder)
    await stages.run("a batch of payments", payments.load_payments(hands, county, loaded.register))
    await stages.run(f"{jobs.APPLICANTS} applications for jobs", jobs.load_jobs(clerk, county, loaded.register))
    await stages.run("a selection", awards.load_awards(clerk, leader, county, loaded.register))
    await stages.run("their events applied", wait_until_drained(clerk.http, clerk.addresses.workers))


# For publication: refused, and asked again, until reporting has read everything to the end.
FREEZE = {"as_of": AS_OF.isoformat(), "for_publication": True}


async def freeze_loaded(clerk: Client, stages: Stages, county: County, loaded: Loaded) -> Outcome:
    """The snapshot of the demo's day, compared with the distribution rules."""
    # Asked for anew each time: an answer kept for an idempotency key would be the snapshot of an earlier day.
    snapshot = await stages.run("freeze", clerk.post("reporting", "/snapshots", FREEZE, repeatable=True))
    figures = (await clerk.get("reporting", "/figures", as_of=AS_OF.isoformat(), unit=CENTRE))["figures"]
    by_unit = _by_unit(await clerk.get("reporting", f"/snapshots/{snapshot['snapshot_id']}/table"))
    live = await stages.run("live figures", _live(clerk, figures))
    of_books, for_people = books.expected(county), benefits.expected(county)
    counted = {unit: {**row, **for_people[unit]} for unit, row in of_books.items()}
    rates = await benefits.rates_of(clerk)
    wrong = differences(county, live, counted) + differences(county, _values(by_unit), counted)
    wrong += [Difference(CENTRE, f"discount of {each} bp", 1, 0) for each in benefits.RATES.symmetric_difference(rates)]
    return Outcome(snapshot["digest"], figures, by_unit, _verdicts(loaded.report), wrong, stages.seconds, rates)


async def _live(clerk: Client, figures: list[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """Unit code → figure code → value, of the whole county and of each unit directly below, as they are now."""
    found: dict[str, dict[str, int]] = {CENTRE: {figure["code"]: figure["value"] for figure in figures}}
    codes, asked = list(found[CENTRE]), {"as_of": AS_OF.isoformat(), "unit": CENTRE}
    opened = await for_each(codes, lambda code: clerk.get("reporting", f"/figures/{code}/breakdown", **asked))
    for code, parts in zip(codes, opened, strict=True):
        for row in parts["rows"]:
            if row["unit"] and not row["here"]:
                found.setdefault(row["unit"]["code"], {})[code] = row["value"]
    return found


def _verdicts(report: Mapping[str, Any]) -> dict[str, int]:
    return {verdict: report[f"{verdict}_count"] for verdict in ("accepted", "duplicate", "rejected")}


def _by_unit(table: Mapping[str, Any]) -> dict[str, dict[str, Mapping[str, int]]]:
    """Unit code → figure code → value and events, of the whole county and of each column of the snapshot's table."""
    found: dict[str, dict[str, Mapping[str, int]]] = {CENTRE: {}} | {unit["code"]: {} for unit in table["columns"]}
    for row in table["rows"]:
        found[CENTRE][row["code"]] = row["total"]
        for column, cell in zip(table["columns"], row["cells"], strict=True):
            found[column["code"]][row["code"]] = cell
    return found


def _values(by_unit: Mapping[str, bulletin.Sums]) -> dict[str, dict[str, int]]:
    return {unit: {code: sums["value"] for code, sums in row.items()} for unit, row in by_unit.items()}
