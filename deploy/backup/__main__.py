"""`python -m deploy.backup …`: what the container does, and what an operator has it do.

keep | now | list | verify | drill | restore | fetch | carry
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from deploy.backup import basebackup, keeper
from deploy.backup.basebackup import Base
from deploy.backup.drill import drill
from deploy.backup.restoring import restore
from deploy.backup.second import Second
from deploy.backup.settings import Settings
from deploy.backup.work import Backups
from deploy.trouble import Trouble, worded

Told = Mapping[str, Any]


def main(words: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(words)
    try:
        for told in _TASKS[asked.task](asked):
            print(json.dumps(told) if asked.json else _sentence(asked.task, told), flush=True)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="backup", description=__doc__)
    parser.add_argument("--json", action="store_true", help="lines of JSON instead of a sentence")
    tasks = parser.add_subparsers(dest="task", required=True)
    tasks.add_parser("keep", help="receive the log, take a backup every day, until SIGTERM")
    tasks.add_parser("now", help="take one now")
    tasks.add_parser("list", help="all that are held")
    for name, meaning in (("verify", "does it open, is it what was written?"), ("drill", "restore it and compare")):
        one = tasks.add_parser(name, help=meaning)
        one.add_argument("backup", nargs="?", default="", help="its id; else the newest")
        if name == "drill":
            one.add_argument(
                "--keys", help="names of the master keys that are kept; those that are needed must be there"
            )
    back = tasks.add_parser("restore", help="put a database back as it was")
    back.add_argument("database")
    back.add_argument("--until", type=_instant, help="ISO 8601 with its zone; else all there is")
    back.add_argument("--lost", action="store_true", help="what stands now is not kept first: it is lost")
    tasks.add_parser("fetch", help="bring back from the second place what is missing here")
    carrying = tasks.add_parser("carry", help="copy to the second place what is not there yet, and again every hour")
    carrying.add_argument("--once", action="store_true", help="not again")
    return parser


def _instant(written: str) -> datetime:
    instant = datetime.fromisoformat(written)
    if instant.tzinfo is None:
        raise argparse.ArgumentTypeError("the instant needs a time zone, like +08:00")
    return instant


def _backups() -> Backups:
    return Backups.of(Settings.read())


def _keep(_asked: argparse.Namespace) -> Iterator[Told]:
    keeper.keep(_backups())
    yield from ()


def _now(_asked: argparse.Namespace) -> Iterator[Told]:
    yield _about(_backups().now())


def _list(_asked: argparse.Namespace) -> Iterator[Told]:
    backups = _backups()
    yield from map(_about, basebackup.listed(backups.vault, backups.settings.name))


def _verify(asked: argparse.Namespace) -> Iterator[Told]:
    yield _about(_backups().check(asked.backup))


def _drill(asked: argparse.Namespace) -> Iterator[Told]:
    backups, keys = _backups(), None if asked.keys is None else frozenset(asked.keys.split())
    yield {"server": backups.settings.name, **vars(drill(backups, asked.backup, keys))}


def _restore(asked: argparse.Namespace) -> Iterator[Told]:
    yield vars(restore(_backups(), asked.database, asked.until, lost=asked.lost))


def _fetch(_asked: argparse.Namespace) -> Iterator[Told]:
    Second.read().fetch()
    yield {}


def _carry(asked: argparse.Namespace) -> Iterator[Told]:
    if asked.once:
        Second.read().carry()
        yield {}
    else:
        keeper.carry(Second.read())


_TASKS: Mapping[str, Callable[[argparse.Namespace], Iterator[Told]]] = {
    "keep": _keep,
    "now": _now,
    "list": _list,
    "verify": _verify,
    "drill": _drill,
    "restore": _restore,
    "fetch": _fetch,
    "carry": _carry,
}

_BACKUP = (
    "{server}：{backup}，{at} 完成，{megabytes} MB，{rows} 行",
    "{server}: {backup}, ended {at}, {megabytes} MB, {rows} rows",
)
_SENTENCES: Mapping[str, tuple[str, str]] = {
    "now": _BACKUP,
    "list": _BACKUP,
    "verify": (f"{_BACKUP[0]}：可以打开，与备份时一致", f"{_BACKUP[1]}: opens, and is what was written"),
    "drill": (
        "{server}：{backup} 已试恢复，{tables} 张表 {rows} 行与备份时一致，用时 {seconds} 秒；所需主密钥 {keys}",
        "{server}: {backup} was restored, {tables} tables, {rows} rows as they were, in {seconds} s; needs master keys {keys}",
    ),
    "restore": (
        "{database} 已由 {backup} 恢复到 {as_of}，{tables} 张表 {rows} 行",
        "{database} was restored from {backup} to {as_of}, {tables} tables, {rows} rows",
    ),
    "fetch": ("已从第二存放处取回", "brought back from the second place"),
    "carry": ("第二存放处已有全部备份", "everything stands in the second place as well"),
}


def _sentence(task: str, told: Told) -> str:
    zh, en = _SENTENCES[task]
    return worded(zh.format(**told), en.format(**told))


def _about(each: Base) -> Told:
    return {
        "server": each.server,
        "backup": each.id,
        "at": f"{each.ended_at.astimezone(keeper.CHINA):%Y-%m-%d %H:%M:%S}",
        "megabytes": round(each.content.size / 1_000_000, 1),
        "rows": sum(table.rows for tables in each.mark.digests.values() for table in tables.values()),
        "postgresql": each.version,
    }


if __name__ == "__main__":
    sys.exit(main())
