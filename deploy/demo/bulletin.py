"""Prints what reporting froze: the county's figures with the events behind each, and their sub-totals by station."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from deploy.demo.client import Addresses
from deploy.demo.county import AS_OF, CENTRE, County
from deploy.demo.figures import Difference

ACROSS = 7  # figures side by side, in 80 columns
Sums = Mapping[str, Mapping[str, int]]  # figure code → {"value", "events"}


def print_figures(console: Console, figures: Sequence[Mapping[str, Any]]) -> None:
    """The county's figures, with the number of events behind each."""
    table = Table(title=f"新野县退役军人工作数据 · 截至 {AS_OF}", title_justify="left")
    for heading in ("代码", "指标", "单位"):
        table.add_column(heading)
    for heading in ("数值", "事件数"):
        table.add_column(heading, justify="right")
    for figure in figures:
        value, events = printed(figure), f"{figure['events']:,}"
        table.add_row(figure["code"], figure["name"]["zh"], figure["unit_of_measure"]["zh"], value, events)
    console.print(table)


TEN_THOUSAND = 10_000


def printed(figure: Mapping[str, Any]) -> str:
    """18,636; of what is known as a lower bound, as the source prints it: 80余万, 2 and more."""
    value = int(figure["value"]) // int(figure["value_parts"])
    if figure["qualifier"] != "at-least" or value == 0:
        return f"{value:,}"
    return f"{value // TEN_THOUSAND}余万" if value >= TEN_THOUSAND else f"≥ {value:,}"


def print_stations(console: Console, county: County, sums: Mapping[str, Sums]) -> None:
    """One line per township and county-direct unit, and their sum; of the figures that any of them has a part in, as
    many to a table as a terminal is wide."""
    whole = sums.get(CENTRE, {})
    parts = [sums.get(station.code, {}) for station in county.stations]
    codes = [code for code in whole if any(code in part and part[code]["value"] for part in parts)]
    for first in range(0, len(codes), ACROSS):
        some = codes[first : first + ACROSS]
        table = Table(title=f"按乡镇(街道)与县直单位 · {some[0]} – {some[-1]}", title_justify="left")
        table.add_column("服务站")
        for code in some:
            table.add_column(code, justify="right", no_wrap=True)
        for station, part in zip(county.stations, parts, strict=True):
            table.add_row(station.name.removesuffix("退役军人服务站"), *_cells(part, some))
        table.add_section()
        table.add_row("全县", *_cells(whole, some))
        console.print(table)


def _cells(sums: Sums, codes: Iterable[str]) -> list[str]:
    return [f"{sums[code]['value']:,}" if code in sums else "-" for code in codes]


def print_times(console: Console, seconds: Mapping[str, float]) -> None:
    """How long each stage took."""
    table = Table(title="各阶段用时 · time of each stage", title_justify="left")
    table.add_column("stage")
    table.add_column("seconds", justify="right")
    for stage, spent in seconds.items():
        table.add_row(stage, f"{spent:.1f}")
    console.print(table)


def print_addresses(console: Console, addresses: Addresses) -> None:
    """Where APIs, their documentation and the metrics of workers are; one line each, to be followed in a terminal."""
    console.print("[italic]访问地址 · addresses[/italic]")
    for service, api in addresses.apis.items():
        console.print(f"  {service:<14}{api}  {api}/docs  {addresses.workers[service]}/metrics", soft_wrap=True)


def print_differences(console: Console, wrong: Sequence[Difference]) -> None:
    """Each figure that is not what the distribution rules say."""
    for item in wrong:
        console.print(f"[red]✗ {item.figure} of {item.unit}: expected {item.expected}, found {item.found}[/red]")
