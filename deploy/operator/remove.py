"""`veterans remove`: an embedded stack's data is thrown away. What cannot be made again stays unless it is named."""

import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from deploy.embedded.leftovers import Record
from deploy.embedded.postgres import Postgres
from deploy.operator.options import DEFAULT_HOME, Home
from deploy.operator.screen import print_line, said, say
from deploy.trouble import Trouble

SECRETS, BACKUPS = "secrets", "backup"

Secrets = Annotated[
    bool, typer.Option("--secrets", help="连同密钥：此后备份无法解密 · secrets too: no backup can be decrypted then")
]
Backups = Annotated[bool, typer.Option("--backups", help="连同备份 · backups too")]
Yes = Annotated[bool, typer.Option("--yes", help="不再询问 · ask nothing")]


def remove(home: Home = DEFAULT_HOME, secrets: Secrets = False, backups: Backups = False, yes: Yes = False) -> None:
    """删除单机系统的数据；先列出，再询问。 Delete the data of an embedded stack; it says what, and asks."""
    home = home.resolve()
    if not home.is_dir():
        raise Trouble(f"{home} 不存在。", f"{home} does not exist.")
    record = Record(home)
    if record.launcher() or record.alive():
        raise Trouble("系统正在运行，请先运行 veterans down。", "the stack runs; run `veterans down` first.")
    kept = {name for name, is_named in ((SECRETS, secrets), (BACKUPS, backups)) if not is_named}
    going = sorted(entry for entry in home.iterdir() if entry.name not in kept)
    print_line(said("将删除：", "to be deleted:"))
    for entry in going:
        print_line(f"  {entry}")
    print_line(said(f"保留：{_listed(home, kept)}", f"what stays: {_listed(home, kept)}"))
    if not yes:
        _confirmed(home)
    Postgres(home).delete_data()
    for entry in going:
        _delete(entry)
    say("已删除", "removed")


def _listed(home: Path, names: set[str]) -> str:
    return ", ".join(str(home / name) for name in sorted(names) if (home / name).exists()) or "–"


def _confirmed(home: Path) -> None:
    if not sys.stdin.isatty():
        raise Trouble("无人确认，未删除任何内容（可加 --yes）。", "nobody to ask; nothing was deleted (--yes).")
    typed = typer.prompt(
        said(f"无法撤销。请输入 {home.name} 以确认", f"This cannot be undone. Type {home.name} to confirm")
    )
    if typed != home.name:
        raise Trouble("未确认，未删除任何内容。", "not confirmed; nothing was deleted.")


def _delete(entry: Path) -> None:
    if entry.is_dir():
        shutil.rmtree(entry, ignore_errors=True)
    else:
        entry.unlink(missing_ok=True)
