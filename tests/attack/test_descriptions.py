"""Each API does what its description says, whatever is sent to it: no 5xx, no status it does not name.

Schemathesis makes the requests, some from the description and some against it. `make attack` sends many more.
"""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from deploy.embedded.postgres import Postgres
from shared.ids import new_id
from tests.attack.serving import allowed_everything, served
from tests.databases import SERVICES, Databases
from tests.issuer import Issuer

EXAMPLES = os.environ.get("EXAMPLES", "1")
PHASES = "coverage,fuzzing" if "EXAMPLES" in os.environ else "fuzzing"


@pytest.mark.parametrize("service", SERVICES)
class TestAnApi:
    async def test_answers_as_it_says(
        self, service: str, databases: Databases, postgres: Postgres, issuer: Issuer, tmp_path: Path
    ) -> None:
        engine = await databases.emptied(service)
        account = new_id()
        async with served(service, postgres, issuer) as address, allowed_everything(engine, account):
            token = issuer.token(account, exp=4_000_000_000)
            code, said = await attacked(address, token, tmp_path)
        assert code == 0, said


async def attacked(address: str, token: str, folder: Path) -> tuple[int | None, str]:
    """Exit code and report of a run against the API at this address."""
    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("st")), "run", f"{address}/openapi.json",
        "--header", f"Authorization: Bearer {token}", "--phases", PHASES, "--max-examples", EXAMPLES,
        # What the description allows may still be refused by a rule: 409, 422 …
        "--exclude-checks", "positive_data_acceptance", "--continue-on-failure", "--no-shrink",
        "--seed", "1", "--workers", "2", "--generation-database", "none", "--warnings", "off", "--no-color",
        cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await process.communicate()
    return process.returncode, said.decode()
