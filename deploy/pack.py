"""A county's pack: a folder with what a county is loaded with, in the form that deploy/counties/README.md describes."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from deploy.trouble import Trouble

COUNTY, DIVISIONS, NETWORK, WORKING_DAYS = "county.toml", "divisions.csv", "network.csv", "working-days.toml"
PROGRAMMES, PAPERS = "programmes", "papers.toml"
FILES = frozenset({COUNTY, DIVISIONS, NETWORK, WORKING_DAYS, PROGRAMMES, PAPERS})
NAMES = ("code", "zh", "en")


@dataclass(frozen=True)
class Pack:
    """`divisions` and `network` are None where the pack has no such file; `working_days` are bodies by year,
    `programmes` by the name of their file, `papers` by the kind of paper."""

    folder: Path
    code: str
    zh: str
    en: str
    divisions: bytes | None
    network: bytes | None
    working_days: Mapping[int, Mapping[str, Any]]
    programmes: Mapping[str, Mapping[str, Any]]
    papers: Mapping[str, Mapping[str, Any]]


def read_pack(folder: Path) -> Pack:
    """Raises Trouble that names the file, the line where there is one, and the field."""
    if not folder.is_dir():
        raise Trouble(f"没有文件夹 {folder}。", f"there is no folder {folder}.")
    unknown = sorted(file.name for file in folder.iterdir() if file.name not in FILES)
    if unknown:
        known = ", ".join(sorted(FILES))
        raise Trouble(
            f"{folder} 中有不认识的文件：{', '.join(unknown)}（可有 {known}）。",
            f"{folder} holds files that a pack does not have: {', '.join(unknown)} (it may have {known}).",
        )
    about = _toml(folder / COUNTY)
    wrong = [name for name in NAMES if not isinstance(about.get(name), str)] + sorted(about.keys() - set(NAMES))
    if not wrong and not (len(about["code"]) == 6 and about["code"].isdigit()):
        wrong = ["code"]
    if wrong:
        raise _at(folder / COUNTY, wrong[0], 'code = "411329", zh = "新野县", en = "Xinye County"')
    return Pack(
        folder,
        **about,
        divisions=_bytes(folder / DIVISIONS),
        network=_bytes(folder / NETWORK),
        working_days=_working_days(folder / WORKING_DAYS),
        programmes=_programmes(folder / PROGRAMMES),
        papers=_papers(folder / PAPERS),
    )


def _programmes(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """What benefits takes, a file each, called by the programme's code."""
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    return {f"{PROGRAMMES}/{file.name}": _programme(file) for file in files}


def _programme(file: Path) -> Mapping[str, Any]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as fault:  # it says line and column
        raise Trouble(f"{file} 无法读取：{fault}。", f"{file} cannot be read: {fault}.") from None
    if not isinstance(content, dict) or f"{content.get('programme_code')}.json" != file.name:
        raise _at(file, "programme_code", file.stem)
    return content


def _papers(file: Path) -> Mapping[str, Mapping[str, Any]]:
    """What reporting takes, a table each; it says itself what is wrong in one."""
    found = _toml(file) if file.exists() else {}
    for kind, given in found.items():
        if not isinstance(given, dict):
            raise _at(file, kind, '[bulletin]\nhead = "…"')
    return {kind: {name: _day(each) for name, each in given.items()} for kind, given in found.items()}


def _working_days(file: Path) -> Mapping[int, Mapping[str, Any]]:
    if not file.exists():
        return {}
    return {_year(file, year): _notice(file, year, given) for year, given in _toml(file).items()}


def _year(file: Path, year: str) -> int:
    if not (len(year) == 4 and year.isdigit()):
        raise _at(file, year, "[2027]")
    return int(year)


def _notice(file: Path, year: str, given: Any) -> Mapping[str, Any]:
    """As the API takes it; dates may be written with or without quotation marks."""
    example = 'source = "…", off = [["2027-01-01", "2027-01-03"]], worked = ["2027-01-09"]'
    if not isinstance(given, dict) or given.keys() != {"source", "off", "worked"}:
        raise _at(file, year, example)
    pairs: Sequence[Any] = given["off"]
    if not (isinstance(pairs, list) and all(isinstance(pair, list) and len(pair) == 2 for pair in pairs)):
        raise _at(file, f"{year}.off", example)
    if not isinstance(given["worked"], list):
        raise _at(file, f"{year}.worked", example)
    off = [[_day(day) for day in pair] for pair in pairs]
    return {"source": given["source"], "off": off, "worked": [_day(day) for day in given["worked"]]}


def _day(written: Any) -> Any:
    return written.isoformat() if isinstance(written, date) else written


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Trouble(f"缺少 {file}。", f"{file} is missing.") from None
    except UnicodeDecodeError:
        raise Trouble(f"{file} 不是 UTF-8 编码。", f"{file} is not UTF-8.") from None
    except tomllib.TOMLDecodeError as fault:  # it says line and column
        raise Trouble(f"{file} 无法读取：{fault}。", f"{file} cannot be read: {fault}.") from None


def _bytes(file: Path) -> bytes | None:
    return file.read_bytes() if file.exists() else None


def _at(file: Path, field: str, example: str) -> Trouble:
    return Trouble(f"{file}：{field} 不符合格式（如 {example}）。", f"{file}: {field} has not the form ({example}).")
