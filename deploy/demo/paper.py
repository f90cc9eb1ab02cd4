"""The bulletin of the ten days that end with the demo's day, drafted and set by the system itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.demo.client import Client
from deploy.demo.county import AS_OF
from shared.calendar.periods import TenDays

PERIOD = TenDays.of(AS_OF).code
NAME = f"bulletin-{PERIOD}.pdf"


@dataclass(frozen=True, slots=True)
class Paper:
    """Where the PDF lies, and which rules between figures do not hold, by code and what was found."""

    path: Path
    broken: Sequence[tuple[str, str]]


async def write_bulletin(clerk: Client, folder: Path) -> Paper:
    """A draft, counted again where there is one; one that is issued stays as it is."""
    drafts = [each async for each in clerk.items("reporting", "/bulletins") if each["period"] == PERIOD]
    if drafts:
        [found] = drafts
        if found["state"] == "draft":
            await clerk.post("reporting", f"/bulletins/{found['bulletin_id']}/count", {}, repeatable=True)
    else:
        found = await clerk.post("reporting", "/bulletins", {"day": AS_OF.isoformat()})
    own = f"/bulletins/{found['bulletin_id']}"
    checks = (await clerk.get("reporting", own))["checks"]
    path = folder / NAME
    path.write_bytes(await clerk.file("reporting", f"{own}/letter"))
    return Paper(path, [(each["rule"], each["value"]) for each in checks if not each["holds"]])
