"""What a guess costs whoever has stolen the table of accounts."""

import subprocess
import sys

import pytest

HASH = "from services.registry.accounts.domain.passwords import hash_password; print(hash_password('correct horse'))"
NOBODYS = "from services.registry.accounts.commands.hashing import _NOBODYS; print(_NOBODYS)"


class TestAHashInTheProduct:
    @pytest.mark.parametrize("program", [HASH, NOBODYS])
    def test_takes_argon2id_with_64_mib_in_three_passes_over_four_lanes(self, program: str) -> None:
        """In a process of its own, as this one hashes cheaply (tests/passwords.py)."""
        made = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
        assert made.stdout.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


class TestAServiceThatWasStartedWithLess:
    def test_hashes_as_well_and_takes_no_more(self) -> None:
        """Nobody but root may take back what a process was given less of."""
        program = (
            "import asyncio, os, threading\n"
            "os.nice(15)\n"
            "from services.registry.accounts.commands.hashing import _in_thread\n"
            "print(asyncio.run(_in_thread(lambda: os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))))\n"
        )
        said = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
        assert int(said.stdout) >= 15
