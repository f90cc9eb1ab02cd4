"""`veterans setup`, `county load`, `demo load` against a running stack, in the order of a first afternoon."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.embedded.site import Site
from tests.architecture.tree import ROOT
from tests.embedded.test_command_line import Operator, given_operator
from tests.embedded.test_parked import ACCOUNT, chosen, signed_in

XINYE = ROOT / "deploy" / "counties" / "xinye"
SLIP = re.compile(r"user name  (\S+)\n +activation code  (\S+)")
FOUR = ("--system-administrator", "administrator", "--security-administrator", "security", "--auditor", "auditor")


@dataclass
class Afternoon:
    operator: Operator
    said: str


@pytest.fixture(scope="module")
def afternoon() -> Iterator[Afternoon]:
    """A running stack whose first four accounts were opened by command; the operator is its system administrator."""
    with given_operator() as operator:
        launcher = operator.start()
        registry = Site(operator.home, operator.ports).api_url("registry")
        opened = operator.run("setup", *FOUR, "--bureau-leader", "leader")
        for username, secret in SLIP.findall(opened.stdout):
            chosen(registry, username, secret)
        operator.environment |= {"VETERANS_TOKEN": signed_in(registry)}
        yield Afternoon(operator, opened.stdout)
        launcher.terminate()
        launcher.communicate(timeout=60)


class TestTheSetup:
    def test_prints_a_slip_for_each_of_the_four(self, afternoon: Afternoon) -> None:
        assert [name for name, _ in SLIP.findall(afternoon.said)] == ["administrator", "security", "auditor", "leader"]
        assert "system administrator" in afternoon.said
        assert ACCOUNT["password"] not in afternoon.said

    def test_is_refused_the_second_time_and_says_how_slips_are_had_that_nobody_saw(self, afternoon: Afternoon) -> None:
        """As of a command that was cut off after the registry had opened the accounts."""
        refused = afternoon.operator.run("setup", *FOUR, "--bureau-leader", "other")
        assert refused.returncode == 1
        assert "already-set-up" in refused.stderr
        assert "veterans account reset <user name>" in refused.stderr
        anew = afternoon.operator.run("account", "reset", "leader", "--reason", "nobody saw the slip")
        assert anew.returncode == 0, anew.stderr
        assert "activation code" in anew.stdout


class TestACountysPack:
    def test_is_loaded_and_again_changes_nothing(self, afternoon: Afternoon, tmp_path: Path) -> None:
        pack = tmp_path / "pack"
        shutil.copytree(XINYE, pack)
        (pack / "working-days.toml").write_text(
            '[2027]\nsource = "县政办〔2026〕1号"\noff = [["2027-01-01", "2027-01-03"]]\nworked = [2027-01-09]\n'
        )
        first, again = (afternoon.operator.run("county", "load", str(pack)) for _ in range(2))
        assert (first.returncode, again.returncode) == (0, 0), first.stderr + again.stderr
        assert "divisions: 288 added, 0 changed, 0 unchanged" in first.stdout
        assert "units: 424 established, 0 there already" in first.stdout
        assert "working days of 2027: entered" in first.stdout
        assert "divisions: 0 added, 0 changed, 288 unchanged" in again.stdout
        assert "units: 0 established, 424 there already" in again.stdout
        assert "working days of 2027: unchanged" in again.stdout

    def test_is_refused_with_file_line_and_rule(self, afternoon: Afternoon, tmp_path: Path) -> None:
        pack = tmp_path / "pack"
        shutil.copytree(XINYE, pack)
        with (pack / "network.csv").open("a", encoding="utf-8") as file:
            file.write("411329U18,station,county-direct-unit,,411329,,2019-01-15\n")
        refused = afternoon.operator.run("county", "load", str(pack))
        assert refused.returncode == 1
        assert f"{pack}/network.csv: registry refuses" in refused.stderr
        assert (
            "Line 426: It must hold that the name has 1 to 100 characters, does not begin with = + - @, has no nine or "
            "more digits in a row." in refused.stderr
        )

    def test_of_another_county_is_refused_before_anything_is_sent(self, afternoon: Afternoon, tmp_path: Path) -> None:
        pack = tmp_path / "pack"
        pack.mkdir()
        (pack / "county.toml").write_text('code = "411328"\nzh = "唐河县"\nen = "Tanghe County"\n')
        refused = afternoon.operator.run("county", "load", str(pack))
        assert (refused.returncode, "411328" in refused.stderr) == (1, True)


class TestTheDemoCounty:
    def test_is_not_loaded_where_real_people_are(self, afternoon: Afternoon) -> None:
        refused = afternoon.operator.run("demo", "load")
        assert refused.returncode == 1
        assert "this system is for real people" in refused.stderr

    def test_is_not_loaded_where_others_opened_the_accounts(self, afternoon: Afternoon) -> None:
        (afternoon.operator.home / "synthetic").touch()
        refused = afternoon.operator.run("demo", "load")
        assert refused.returncode == 1
        assert "somebody else opened the accounts" in refused.stderr
        assert not (afternoon.operator.home / "demo-accounts.json").exists()


class TestStatus:
    def test_tells_the_release_and_that_all_is_well(self, afternoon: Afternoon) -> None:
        told = afternoon.operator.run("status")
        assert told.returncode == 0, told.stdout
        assert "0.1.0" in told.stdout
        assert "✗" not in told.stdout
