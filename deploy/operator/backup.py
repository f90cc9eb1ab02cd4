"""`veterans backup`: of the embedded stack. For the containers `./veterans backup` asks each database's own."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from deploy.embedded.backup import environment, key_file
from deploy.embedded.configuration import KEEPS_PERSONAL_FIELDS, secrets_folder
from deploy.embedded.site import SERVICES, Site
from deploy.operator.installation import started
from deploy.operator.job import ROOT, run_job
from deploy.operator.options import DEFAULT_HOME, Home, running_site
from deploy.operator.screen import print_line, said
from deploy.trouble import Trouble

# One server has all four databases here: whichever service is named, its backup is the same.
Words = Annotated[list[str] | None, typer.Argument(help="服务，备份编号（缺省为最新） · services; id, else the newest")]

backup = typer.Typer(
    help="备份：立即、列出、检查、演练、取回。 Backups: taken, listed, checked, tried.",
    no_args_is_help=True,
)


def backup_job(where: Site, *words: str) -> int:
    """Exit status of `python -m deploy.backup …` for this stack; what it says goes to our output."""
    command = (sys.executable, "-m", "deploy.backup", *words)
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment(where)}, check=False).returncode


@backup.command()
def keep(home: Home = DEFAULT_HOME) -> None:
    """随写随收日志，每日备份，直至 Ctrl-C。 Receive the log and back up every day, until Ctrl-C."""
    _do(home, "keep")


@backup.command()
def now(_services: Words = None, home: Home = DEFAULT_HOME) -> None:
    """立即备份。 Take one now."""
    _do(home, "now")


@backup.command("list")
def listed(_services: Words = None, home: Home = DEFAULT_HOME) -> None:
    """列出保存的备份。 List what is held."""
    _do(home, "list")


@backup.command()
def verify(words: Words = None, home: Home = DEFAULT_HOME) -> None:
    """检查备份能否打开、内容是否完整、日志是否连续。 Does it open, is it whole, and the log after it?"""
    _do(home, "verify", *_which(words))


@backup.command()
def drill(words: Words = None, home: Home = DEFAULT_HOME) -> None:
    """恢复到临时服务器，逐表比对。 Restore it into a server of its own and compare every table."""
    started(home)
    _do(home, "drill", *_which(words), "--keys", _key_names(home))


@backup.command()
def fetch(home: Home = DEFAULT_HOME) -> None:
    """从第二存放处取回缺少的备份。 Bring back from the second place what is missing here."""
    _do(home, "fetch")


@backup.command()
def carry(home: Home = DEFAULT_HOME) -> None:
    """复制到第二存放处（BACKUP_SECOND）。 Copy to the second place (BACKUP_SECOND) what is not there yet."""
    _do(home, "carry", "--once")


@backup.command()
def key(home: Home = DEFAULT_HOME) -> None:
    """打印备份密钥、主密钥和查询密钥，供离线保管。 Print the keys that backups need, to be kept elsewhere, on paper."""
    started(home)
    print_line(said("此纸与备份分开保管", "keep this sheet apart from the backups"))
    where = running_site(home)
    masters = [secrets_folder(where, each) / f"{each}_master_key" for each in sorted(KEEPS_PERSONAL_FIELDS)]
    searches = sorted(secrets_folder(where, "registry").glob("registry_search_key_*"))
    for file in (key_file(where), *masters, *searches):
        print(f"{file.name} {file.read_text().strip()}")


def _which(words: list[str] | None) -> list[str]:
    return [word for word in words or () if word not in SERVICES]


def _key_names(home: Path) -> str:
    """Of the master keys in the stack's own secrets."""
    with tempfile.TemporaryFile("w+") as written:
        for service in sorted(KEEPS_PERSONAL_FIELDS):
            if run_job(started(home), service, "key-names", output=written):
                raise Trouble(f"{service} 的主密钥无法读取。", f"the master key of {service} cannot be read.")
        written.seek(0)
        return written.read()


def _do(home: Path, *words: str) -> None:
    started(home)
    raise typer.Exit(backup_job(running_site(home), *filter(None, words)))
