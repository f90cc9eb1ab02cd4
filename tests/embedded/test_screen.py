"""What the operator's commands print."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from deploy.demo.accounts import CLERK, EVERYBODY, PASSWORDS, SECOND_FACTORS, passwords
from deploy.demo.run import other_accounts
from deploy.embedded.site import Ports, Site
from deploy.operator import screen
from deploy.operator.refill import compared, found_in
from deploy.operator.screen import show_list
from deploy.operator.status import backed_up
from deploy.operator.up import FIRST_DAYS, show_addresses
from deploy.trouble import Trouble
from tests.embedded.given import ROOT

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

    def test_shows_several_things_one_after_the_other(self, capsys: pytest.CaptureFixture[str]) -> None:
        item = {"types": ["veteran-deceased", "veteran-relocated"], "divisions": []}
        show_list([item], tuple(item), as_json=False, none=("", ""))
        said = capsys.readouterr().out
        assert "veteran-deceased, veteran-relocated" in said
        assert "[" not in said

    def test_is_whole_as_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        show_list([ITEM], ("key",), as_json=True, none=("", ""))
        assert json.loads(capsys.readouterr().out) == [ITEM]


class TestWhatIsSaidFirst:
    def test_leads_from_the_setup_token_to_what_is_done_with_it(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        show_addresses(Site(tmp_path, Ports()))
        said = capsys.readouterr().out
        assert "registry_setup_token" in said
        assert FIRST_DAYS in said
        assert (ROOT / FIRST_DAYS).is_file()

    def test_names_where_the_other_accounts_of_the_demo_are(self, tmp_path: Path) -> None:
        passwords(tmp_path)
        said = " ".join(other_accounts(tmp_path))
        assert all(name in said for name in EVERYBODY if name != CLERK)
        assert str(tmp_path / PASSWORDS) in said
        assert (tmp_path / PASSWORDS).is_file()
        assert str(tmp_path / SECOND_FACTORS) in said


class TestABackup:
    def test_is_told_with_its_age(self) -> None:
        (told,) = backed_up({"postgres": datetime.now(UTC) - timedelta(hours=3)}, "postgres")
        assert "3 h ago" in told or "3 小时前" in told

    @pytest.mark.parametrize("last", [None, datetime.now(UTC) - timedelta(hours=27)])
    def test_is_marked_where_there_is_none_or_it_is_old(self, last: datetime | None) -> None:
        assert backed_up({"postgres": last}, "postgres")[0] == screen.ODD

    def test_is_not_told_of_who_has_none(self) -> None:
        assert backed_up({"postgres": None}, "kafka") == []


class TestAComparisonWithKafka:
    FOUND = '{"published": 3, "missing": 0, "gaps": 0, "unrecorded": 0}'

    def test_is_what_the_job_says_last(self) -> None:
        assert found_in("registry", f'{{"event": "reading"}}\n{self.FOUND}\n')["published"] == 3

    @pytest.mark.parametrize("said", ["", '{"event": "Unable to bootstrap"}\n'])
    def test_that_was_not_made_says_why(self, said: str) -> None:
        with pytest.raises(Trouble, match="registry could not be compared with Kafka"):
            found_in("registry", said)

    def test_is_made_once_the_broker_lets_the_service_in(self) -> None:
        answers = iter(["", '{"event": "Unable to bootstrap"}\n', self.FOUND])
        assert compared("registry", lambda: next(answers))["published"] == 3

    def test_is_given_up_after_a_while(self) -> None:
        with pytest.raises(Trouble, match="registry could not be compared with Kafka"):
            compared("registry", lambda: "", seconds=0)
