"""What lies in a backup's folder opens with the key alone, and not when it was changed."""

from pathlib import Path

import pytest

from deploy.backup.vault import Vault
from deploy.trouble import Trouble

CONTENT = b"132801199001011234" * 10_000


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(str(tmp_path), "the key")


class TestAVault:
    def test_gives_back_what_was_put(self, vault: Vault, tmp_path: Path) -> None:
        kept = vault.put("one/file", [CONTENT])
        assert vault.read("one/file") == CONTENT
        assert vault.check("one/file") == kept
        assert CONTENT[:18] not in next((tmp_path / "one").iterdir()).read_bytes()
        assert vault.files("one") == {"file": len(CONTENT)}

    def test_does_not_open_with_another_key(self, vault: Vault, tmp_path: Path) -> None:
        vault.put("one/file", [CONTENT])
        with pytest.raises(Trouble):
            Vault(str(tmp_path), "another").read("one/file")

    def test_does_not_open_what_was_changed(self, vault: Vault, tmp_path: Path) -> None:
        vault.put("one/file", [CONTENT])
        [file] = (tmp_path / "one").iterdir()
        content = bytearray(file.read_bytes())
        content[-1] ^= 1
        file.write_bytes(content)
        with pytest.raises(Trouble):
            vault.read("one/file")

    def test_tells_what_was_cut_off_between_two_blocks_by_its_size(self, vault: Vault, tmp_path: Path) -> None:
        """Which opens without a complaint: so sizes and digests are compared."""
        kept = vault.put("one/file", [CONTENT])
        [file] = (tmp_path / "one").iterdir()
        file.write_bytes(file.read_bytes()[: 32 + 65_536 + 16])
        assert vault.check("one/file") != kept

    def test_leaves_nothing_of_what_was_not_written_to_its_end(self, vault: Vault) -> None:
        def broken() -> list[bytes]:
            raise OSError("the server is gone")

        with pytest.raises(OSError, match="gone"):
            vault.put("one/file", (piece for piece in [CONTENT, *broken()]))
        assert vault.files("one") == {}

    def test_has_nothing_in_a_folder_that_there_is_not(self, vault: Vault) -> None:
        assert vault.files("nowhere") == {}
        vault.delete("nowhere", ["file"])
