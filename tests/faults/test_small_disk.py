"""A folder with little room: what lies in it is carried there and back, and it is full when it is said to be."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from faults.small_disk import ROOM_BYTES, fill, free, hindrance, lay, lift, room

pytestmark = pytest.mark.skipif(bool(hindrance()), reason="a small file system cannot be made here")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With a file, one that is mostly a hole, and one of somebody else's."""
    kept = tmp_path / "data"
    (kept / "inner").mkdir(parents=True)
    (kept / "inner" / "file").write_text("words")
    with (kept / "index").open("wb") as hole:
        hole.truncate(4 * ROOM_BYTES)
    os.chown(kept, 12345, 12345)
    kept.chmod(0o700)
    return kept


@pytest.fixture
def small(folder: Path) -> Iterator[Path]:
    """The folder, on a disk with little room."""
    large = lay(folder)
    yield folder
    lift(folder, large)


class TestAFolder:
    def test_is_full_until_it_is_freed(self, folder: Path) -> None:
        large = lay(folder)
        try:
            (folder / "first").write_bytes(bytes(1000))
            fill(folder)
            with pytest.raises(OSError, match="No space left"):
                (folder / "second").write_bytes(bytes(100_000))
            free(folder)
            (folder / "third").write_bytes(bytes(100_000))
        finally:
            lift(folder, large)
        assert (folder / "third").stat().st_size == 100_000
        assert not large.exists()

    def test_holds_what_it_held_and_belongs_to_whom_it_belonged(self, folder: Path) -> None:
        def held() -> tuple[object, ...]:
            facts, index = folder.stat(), (folder / "index").stat()
            return facts.st_uid, facts.st_mode, (folder / "inner" / "file").read_text(), index.st_size, index.st_blocks

        before = held()
        large = lay(folder)
        try:
            assert held() == before
        finally:
            lift(folder, large)
        assert held() == before

    def test_has_room_again_however_much_was_written_before_it_was_full(self, small: Path) -> None:
        """Or a server that wrote much would stand for good, and that would be the experiment's doing."""
        (small / "written").write_bytes(bytes(ROOM_BYTES - 100_000))
        fill(small)
        free(small)
        assert room(small) >= ROOM_BYTES - 4096
