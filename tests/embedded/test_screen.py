"""What the operator's commands print."""

import json

import pytest
from rich.console import Console

from deploy.operator import screen
from deploy.operator.screen import show_list

PARKED_ID = "01900000-0000-7000-8000-000000000001"
KEY = "01900000-0000-7000-8000-000000000002"
ITEM = {
    "parked_id": PARKED_ID,
    "key": KEY,
    "cause": "CorruptRecordException: [error] Invalid CRC",
    "opened_at": None,
}


def shown(capsys: pytest.CaptureFixture[str]) -> str:
    show_list([ITEM], tuple(ITEM), as_json=False, none=("", ""))
    return capsys.readouterr().out


class TestAList:
    @pytest.mark.parametrize("width", [80, 200])
    def test_cuts_nothing_off_however_narrow_the_terminal(
        self, width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(screen, "console", Console(width=width))
        lines = shown(capsys).splitlines()
        for value in filter(None, ITEM.values()):
            assert any(value in line for line in lines), value

    def test_is_a_table_where_there_is_room(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(screen, "console", Console(width=200))
        assert any(PARKED_ID in line and KEY in line for line in shown(capsys).splitlines())

    def test_shows_what_is_not_there_as_a_dash(self, capsys: pytest.CaptureFixture[str]) -> None:
        said = shown(capsys)
        assert "–" in said
        assert "None" not in said

    def test_is_whole_as_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        show_list([ITEM], ("key",), as_json=True, none=("", ""))
        assert json.loads(capsys.readouterr().out) == [ITEM]
