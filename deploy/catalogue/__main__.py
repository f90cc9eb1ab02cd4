"""Write everything that is made from the contracts, or with `--check` say what is stale (exit 1)."""

import sys
from collections.abc import Sequence

from deploy.catalogue.frozen import BreaksReaders
from deploy.catalogue.writing import ROOT, stale, write


def main(arguments: Sequence[str]) -> int:
    """0 when all is written or fresh, 1 when stale or when a change breaks readers, 2 for an unknown argument."""
    if set(arguments) - {"--check"}:
        return _say("用法 · usage: python -m deploy.catalogue [--check]", status=2)
    if "--check" in arguments:
        paths = stale(ROOT)
        return _say("\n".join(f"过期 · stale: {path}" for path in paths), status=1 if paths else 0)
    try:
        return _say("\n".join(f"已写 · written: {path}" for path in write(ROOT)), status=0)
    except BreaksReaders as error:
        return _say(str(error), status=1)
    except FileNotFoundError as error:  # `shared.events.schema.example`
        return _say(f"缺少示例，请手写 · an example is missing, write it by hand: {error.filename}", status=1)


def _say(text: str, *, status: int) -> int:
    stream = sys.stderr if status else sys.stdout
    stream.write(text + "\n" if text else "")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
