"""`veterans reconcile`: the list that a person enters again."""

import json
from pathlib import Path

import pytest

from deploy.operator.reconcile import SHOWN, show


def given_listing(folder: Path, count: int) -> Path:
    listing = folder / "reconcile-registry.jsonl"
    event = {"time": "2026-05-01T08:00:00+00:00", "type": "t", "key": "k", "event_id": "e", "data": {"名": "范"}}
    listing.write_text("".join(json.dumps({**event, "sequence": number}) + "\n" for number in range(count)))
    return listing


class TestTheListing:
    def test_is_shown_and_kept(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        listing = given_listing(tmp_path, SHOWN + 2)
        show(listing)
        said = capsys.readouterr().out
        assert f"{SHOWN + 2} events, all of them in {listing}" in said
        assert len(listing.read_text().splitlines()) == SHOWN + 2

    def test_says_what_would_be_erased_and_cuts_no_type_off(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Nobody can undo it, and who may write to the topic may write in our name."""
        listing = given_listing(tmp_path, 1)
        types = [f"cn.veterans.registry.{name}.v1" for name in ("person-erased", "recipient-erased", "recipient-ended")]
        event = {**json.loads(listing.read_text()), "key": "01a21d3a-c9c7-73bf-ab0a-c97ed48ce5f9"}
        listing.write_text("".join(json.dumps({**event, "type": name}) + "\n" for name in types))
        show(listing)
        said = capsys.readouterr().out
        assert "2 of them erase persons" in said.replace("\n", " ")
        assert all(name in said for name in types)

    def test_holds_one_event_a_line_whatever_its_text(self, tmp_path: Path) -> None:
        """As an older service wrote it: with what Python takes for the end of a line as well."""
        listing = tmp_path / "listing.jsonl"
        event = {"time": None, "type": "t", "key": "k", "sequence": 1, "event_id": "e", "data": "a\u2028b\x85c"}
        listing.write_text(json.dumps(event, ensure_ascii=False) + "\n")
        show(listing)
        assert listing.exists()

    def test_is_not_left_behind_when_nothing_was_lost(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        listing = given_listing(tmp_path, 0)
        show(listing)
        assert not listing.exists()
        assert capsys.readouterr().out == ""
