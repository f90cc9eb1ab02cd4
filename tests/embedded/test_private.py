"""Nobody else reads what a stack keeps."""

import os
from pathlib import Path

from deploy.embedded.claim import FOLDERS, make_private
from deploy.embedded.program import open_log
from tests.embedded.given import given_program


class TestTheFolderOfAStack:
    def test_is_for_its_owner_alone_also_one_that_was_open_before(self, tmp_path: Path) -> None:
        home = tmp_path / "stack"
        for name in FOLDERS:
            (home / name).mkdir(parents=True)
            (home / name).chmod(0o755)
        make_private(home)
        assert {(home / name).stat().st_mode & 0o777 for name in FOLDERS} == {0o700}
        # PostgreSQL, which is not root, passes through to its own folder and can list nothing here.
        assert home.stat().st_mode & 0o777 == (0o711 if os.geteuid() == 0 else 0o700)


class TestALog:
    def test_is_for_its_owner_alone_also_one_that_was_open_before(self, tmp_path: Path) -> None:
        program = given_program(tmp_path, source="")
        for _ in range(2):
            with open_log(program):
                assert program.log.stat().st_mode & 0o777 == 0o600
            program.log.chmod(0o644)
