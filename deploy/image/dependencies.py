"""What an image installs: the dependencies one part of the project needs, with the versions and hashes of the lock.

The lock holds everything for everyone: launcher, tests, linters. A dry run of pip with the lock's versions tells which
packages a part needs; their blocks are then cut out of the lock, so that every file is compared with a committed hash.

    python dependencies.py pins                 the lock's versions, as constraints
    python dependencies.py wanted [PACKAGE…]    what to ask for: these; "." is what the project itself depends on
    python dependencies.py cut REPORT           the blocks of the packages in pip's report
    python dependencies.py metadata FOLDER      the project's name and version, where Python looks for them
"""

import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

LOCK = Path("requirements.lock")
PROJECT = Path("pyproject.toml")


def blocks() -> Iterator[tuple[str, str]]:
    """Package name and its lines of the lock."""
    for block in re.split(r"\n(?=[A-Za-z0-9])", LOCK.read_text()):
        if found := re.match(r"([A-Za-z0-9._-]+)==", block):
            yield canonical(found[1]), block


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins() -> str:
    return "\n".join(block.split("\\")[0].strip() for _, block in blocks())


def wanted(*packages: str) -> str:
    asked = packages or (".",)
    return "\n".join(line for each in asked for line in (project()["dependencies"] if each == "." else [each]))


def cut(report: str) -> str:
    installed = json.loads(Path(report).read_text())["install"]
    names = {canonical(entry["metadata"]["name"]) for entry in installed}
    return "\n".join(block for name, block in blocks() if name in names)


def metadata(folder: str) -> str:
    about = project()
    target = Path(folder) / f"{about['name']}-{about['version']}.dist-info"
    target.mkdir()
    (target / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {about['name']}\nVersion: {about['version']}\n")
    return str(target)


def project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads(PROJECT.read_text())["project"]
    return found


if __name__ == "__main__":
    parts: dict[str, Callable[..., str]] = {"pins": pins, "wanted": wanted, "cut": cut, "metadata": metadata}
    print(parts[sys.argv[1]](*sys.argv[2:]))
