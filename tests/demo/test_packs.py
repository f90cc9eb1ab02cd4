"""A county's pack: every pack in the tree can be read, and what is wrong with one is named."""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from deploy.pack import COUNTY, DIVISIONS, NETWORK, PAPERS, PROGRAMMES, WORKING_DAYS, read_pack
from deploy.trouble import Trouble
from services.registry.divisions.domain import check_lines, read_lines
from services.registry.unit_lists.domain import read_list
from tests.architecture.tree import ROOT

PACKS = sorted(folder for folder in (ROOT / "deploy" / "counties").iterdir() if folder.is_dir())
ABOUT = 'code = "411328"\nzh = "唐河县"\nen = "Tanghe County"\n'
NOTICE = '[2027]\nsource = "国办发明电"\noff = [["2027-01-01", 2027-01-03]]\nworked = [2027-01-09]\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / COUNTY).write_text(ABOUT)
    return tmp_path


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
class TestAPackOfTheTree:
    def test_holds_what_the_registry_takes(self, folder: Path) -> None:
        pack = read_pack(folder)
        lines = read_lines(pack.divisions or b"")
        check_lines(lines, frozenset())
        assert [line.code for line in lines if line.level == "county"] == [pack.code]
        units = read_list(pack.network or b"")
        divisions = {line.code for line in lines}
        assert {each.proposal.division_code for each in units} - {None} <= divisions


class TestXinye:
    def test_has_the_32_stations_and_391_rooms_of_the_source(self) -> None:
        rows = csv.DictReader((ROOT / "deploy/counties/xinye" / NETWORK).read_text(encoding="utf-8").splitlines())
        assert Counter(row["kind"] for row in rows) == {"centre": 1, "station": 32, "room": 391}


class TestAPack:
    def test_may_have_a_part_only(self, folder: Path) -> None:
        (folder / WORKING_DAYS).write_text(NOTICE)
        pack = read_pack(folder)
        assert (pack.code, pack.divisions, pack.network) == ("411328", None, None)
        assert pack.working_days == {
            2027: {"source": "国办发明电", "off": [["2027-01-01", "2027-01-03"]], "worked": ["2027-01-09"]}
        }

    def test_may_have_programmes(self, folder: Path) -> None:
        (folder / PROGRAMMES).mkdir()
        (folder / PROGRAMMES / "aid.json").write_text('{"programme_code": "aid"}')
        assert read_pack(folder).programmes == {"programmes/aid.json": {"programme_code": "aid"}}

    def test_may_say_how_papers_read(self, folder: Path) -> None:
        said = '[bulletin]\nword = "唐退役军人"\nvalid_from = 2027-01-01\n[[bulletin.sections]]\ncode = "text"\n'
        (folder / PAPERS).write_text(said)
        words = {"word": "唐退役军人", "valid_from": "2027-01-01", "sections": [{"code": "text"}]}
        assert read_pack(folder).papers == {"bulletin": words}

    @pytest.mark.parametrize("content", ["{", "[]", '{"programme_code": "other"}', "{}"])
    def test_names_the_programme_that_cannot_be_read(self, folder: Path, content: str) -> None:
        (folder / PROGRAMMES).mkdir()
        (folder / PROGRAMMES / "aid.json").write_text(content)
        with pytest.raises(Trouble) as trouble:
            read_pack(folder)
        assert "aid.json" in str(trouble.value)

    @pytest.mark.parametrize(
        ("file", "content", "said"),
        [
            (COUNTY, 'code = "4113"\nzh = "唐河县"\nen = "Tanghe"\n', "county.toml: code"),
            (COUNTY, 'code = "411328"\nzh = "唐河县"\n', "county.toml: en"),
            (COUNTY, ABOUT + "colour = 1\n", "county.toml: colour"),
            (COUNTY, "code = \n", "line 1"),
            (WORKING_DAYS, "[next]\n", "working-days.toml: next"),
            (WORKING_DAYS, NOTICE.replace("worked", "work"), "working-days.toml: 2027"),
            (WORKING_DAYS, NOTICE.replace("[[", "[").replace("]]", "]"), "working-days.toml: 2027.off"),
            (PAPERS, "bulletin = 1\n", "papers.toml: bulletin"),
            ("divsions.csv", "code\n", "divsions.csv"),
        ],
    )
    def test_that_is_wrong_is_named_by_file_and_field(self, folder: Path, file: str, content: str, said: str) -> None:
        (folder / file).write_text(content)
        with pytest.raises(Trouble) as refused:
            read_pack(folder)
        assert said in refused.value.en
        assert refused.value.zh

    def test_without_its_county_is_refused(self, folder: Path) -> None:
        (folder / COUNTY).unlink()
        with pytest.raises(Trouble, match=r"county\.toml is missing"):
            read_pack(folder)
        with pytest.raises(Trouble, match="there is no folder"):
            read_pack(folder / DIVISIONS)


def test_every_programme_of_the_county_asks_whether_the_person_is_alive() -> None:
    for file in sorted((ROOT / "deploy/counties/xinye" / PROGRAMMES).glob("*.json")):
        facts = [rule["when"].get("fact") for rule in json.loads(file.read_text(encoding="utf-8"))["rules"]]
        assert "person.status" in facts, file.name
