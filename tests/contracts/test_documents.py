"""Fence: what is written from the contracts is fresh, whole and valid."""

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Annotated, Any

import pytest
import yaml
from jsonschema import Draft7Validator
from msgspec import Meta

from deploy.catalogue.__main__ import main
from deploy.catalogue.frozen import BreaksReaders, refuse_breaks
from deploy.catalogue.writing import ROOT, documents, stale, write
from shared.events import schema
from shared.events.catalogue import CATALOGUE, PARTITIONS, SERVICES, topics
from shared.events.codes import LISTS
from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import PersonId
from shared.events.inbound import FORMS, SENDERS
from shared.outbox.rows import MAX_RECORD_BYTES
from tests.contracts.every_type import of_every_type

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def asyncapi() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((ROOT / "docs" / "asyncapi.json").read_text(encoding="utf-8"))
    return document


@pytest.fixture(scope="module")
def listed() -> list[dict[str, Any]]:
    """The topics in the topics file."""
    content = yaml.safe_load((ROOT / "deploy" / "kafka" / "topics.yaml").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = content["topics"]
    return found


@pytest.fixture(scope="module")
def ours(listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without those that other systems write to."""
    others = {sender.topic for sender in SENDERS}
    return [topic for topic in listed if topic["name"] not in others]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what the documents are made of, and the documents. Not to be changed."""
    folder = tmp_path_factory.mktemp("written")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for each in ("shared/events", "deploy/prometheus/rules"):
        shutil.copytree(ROOT / each, folder / each)
    write(folder)
    return folder


@pytest.fixture
def copy_of_tree(written: Path, tmp_path: Path) -> Path:
    """Such a folder of one's own."""
    return shutil.copytree(written, tmp_path, dirs_exist_ok=True)


class TestTheDocuments:
    def test_are_fresh(self) -> None:
        assert stale(ROOT) == []

    def test_are_found_fresh_by_the_command(self) -> None:
        command = [sys.executable, "-m", "deploy.catalogue", "--check"]
        checked = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
        assert (checked.returncode, checked.stderr) == (0, "")

    def test_come_out_the_same_each_time(self) -> None:
        assert documents(ROOT) == documents(ROOT)

    def test_ask_by_name_for_an_example_that_is_missing(
        self, copy_of_tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        missing = copy_of_tree / "shared/events/examples/registry/grant-given.v1.json"
        missing.unlink()
        monkeypatch.setattr(schema, "HERE", copy_of_tree / "shared" / "events")
        assert main([]) == 1
        assert str(missing) in capsys.readouterr().err


class TestStale:
    @pytest.mark.parametrize("path", ["docs/events.md", "docs/asyncapi.json", "deploy/kafka/topics.yaml"])
    def test_names_a_document_that_was_changed_by_hand(self, copy_of_tree: Path, path: str) -> None:
        with (copy_of_tree / path).open("a", encoding="utf-8") as document:
            document.write("\n")
        assert stale(copy_of_tree) == [path]

    def test_names_a_schema_that_is_missing(self, copy_of_tree: Path) -> None:
        missing = "shared/events/schemas/registry/grant-given.v1.json"
        (copy_of_tree / missing).unlink()
        assert stale(copy_of_tree) == [missing]

    def test_names_a_schema_of_a_type_that_is_no_longer_published(self, copy_of_tree: Path) -> None:
        orphan = "shared/events/schemas/registry/coffee-served.v1.json"
        (copy_of_tree / orphan).write_text("{}", encoding="utf-8")
        assert stale(copy_of_tree) == [orphan]


class TestWrite:
    def test_repairs_what_is_stale_and_only_that(self, copy_of_tree: Path) -> None:
        (copy_of_tree / "docs" / "events.md").unlink()
        assert write(copy_of_tree) == ["docs/events.md"]
        assert write(copy_of_tree) == []


class TestRefuseBreaks:
    def test_names_every_reason_before_a_frozen_schema_is_overwritten(self) -> None:
        class VeteranRegistered(Event, frozen=True, kw_only=True):
            """The same type with most of its fields gone and one of another form."""

            person_id: PersonId
            party_member: Annotated[str, Meta(description="a bool once · 曾为布尔值")]

        entry = Published(VeteranRegistered, "registry.persons", "person_id", PiiClass.P1, ())
        with pytest.raises(BreaksReaders) as caught:
            refuse_breaks((entry,))
        reasons = caught.value.broken[entry.type]
        assert "field party_member changed" in reasons
        assert "field registered_on was removed" in reasons
        assert f"{entry.type}: field org_code was removed" in str(caught.value)

    def test_lets_a_new_version_stand_beside_the_old_one(self) -> None:
        class VeteranRegistered(Event, frozen=True, kw_only=True):
            """A second version."""

            person_id: PersonId

        refuse_breaks((Published(VeteranRegistered, "registry.persons", "person_id", PiiClass.P1, (), version=2),))


class TestTheAsyncApiDocument:
    def test_is_valid_asyncapi_3(self, asyncapi: dict[str, Any]) -> None:
        schema = json.loads((HERE / "asyncapi" / "3.0.0.json").read_text(encoding="utf-8"))
        faults = [f"{list(fault.path)}: {fault.message}" for fault in Draft7Validator(schema).iter_errors(asyncapi)]
        assert faults == []

    def test_names_the_broker_as_systems_of_others_reach_it(self, asyncapi: dict[str, Any]) -> None:
        [server] = asyncapi["servers"].values()
        [security] = server["security"]
        assert (server["protocol"], server["variables"]["port"]["default"]) == ("kafka-secure", "9094")
        assert asyncapi["components"]["securitySchemes"][security["$ref"].rpartition("/")[2]]["type"] == "scramSha512"

    def test_has_a_channel_for_every_topic_and_a_message_for_every_type(self, asyncapi: dict[str, Any]) -> None:
        others = [sender.topic for sender in SENDERS]
        assert list(asyncapi["channels"]) == [topic.name for topic in topics()] + others
        names = {message["name"] for message in asyncapi["components"]["messages"].values()}
        assert {entry.type for entry in CATALOGUE} | FORMS.keys() <= names

    def test_refers_to_nothing_that_is_not_there(self, asyncapi: dict[str, Any]) -> None:
        for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(asyncapi)):
            found: Any = asyncapi
            for step in reference.split("/"):
                found = found[step]

    def test_has_each_service_receive_what_it_consumes(self, asyncapi: dict[str, Any]) -> None:
        received = {
            (name.split(".")[0], reference["$ref"].rpartition("/")[2])
            for name, operation in asyncapi["operations"].items()
            if operation["action"] == "receive"
            for reference in operation["messages"]
        }
        called = Counter(entry.name for entry in CATALOGUE)
        consumed = {
            (service, f"{'' if called[entry.name] == 1 else entry.owner + '.'}{entry.name}.v{entry.version}")
            for entry in CATALOGUE
            for service in entry.consumers
        }
        assert received == consumed | {("registry", kind) for kind in FORMS}

    def test_gives_what_other_systems_write_the_form_that_is_read(self, asyncapi: dict[str, Any]) -> None:
        form = asyncapi["components"]["schemas"]["external-household-move"]
        said = {"id_number": "110101199003070011", "name": "张伟", "moved_on": "2019-04-01", "document": "迁移证第3号"}
        validator = Draft7Validator(form)
        assert validator.is_valid(said | {"to_division": "411302"})
        assert not validator.is_valid(said)
        assert not validator.is_valid(said | {"to_division": "4113"})
        assert not validator.is_valid(said | {"to_division": "411302", "note": "无"})


class TestTheTopicsFile:
    def test_has_exactly_the_topics_of_the_catalogue_and_those_of_other_systems(
        self, listed: list[dict[str, Any]]
    ) -> None:
        dead_letters = {f"{service}.dead-letter" for service in SERVICES}
        others = {sender.topic for sender in SENDERS}
        assert {topic["name"] for topic in listed} == {entry.topic for entry in CATALOGUE} | dead_letters | others
        assert len(listed) == len(topics()) + len(SENDERS)

    def test_keeps_what_other_systems_write_for_two_weeks_and_takes_no_large_record(
        self, listed: list[dict[str, Any]]
    ) -> None:
        config = {topic["name"]: topic["config"] for topic in listed}
        for sender in SENDERS:
            assert config[sender.topic]["retention.ms"] == 14 * 86_400_000
            assert config[sender.topic]["max.message.bytes"] < 100_000

    def test_keeps_every_event_for_ever_on_as_many_partitions_of_each_topic(self, ours: list[dict[str, Any]]) -> None:
        assert {topic["partitions"] for topic in ours} == {PARTITIONS}
        for topic in ours:
            assert topic["config"]["cleanup.policy"] == "delete"
            assert topic["config"]["retention.ms"] == -1

    def test_takes_the_time_of_the_broker_and_records_as_large_as_the_outbox_writes(
        self, ours: list[dict[str, Any]]
    ) -> None:
        for topic in ours:
            assert topic["config"]["message.timestamp.type"] == "LogAppendTime"
            assert topic["config"]["max.message.bytes"] > MAX_RECORD_BYTES

    def test_leaves_replication_to_the_cluster(self, listed: list[dict[str, Any]]) -> None:
        assert all("min.insync.replicas" not in topic["config"] and "replication" not in topic for topic in listed)


@of_every_type
class TestThePageOfEveryType:
    def test_stands_in_the_markdown_page_with_links_that_lead_somewhere(self, entry: Published) -> None:
        page = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")
        section = page.partition(f"\n#### {entry.name}\n")[2].partition("\n#### ")[0]
        links = re.findall(r"\]\((\.\./[^)]+)\)", section)
        assert len(links) == 2
        assert all((ROOT / "docs" / link).exists() for link in links)

    def test_stands_in_the_html_page(self, entry: Published) -> None:
        html = (ROOT / "docs" / "events" / "index.html").read_text(encoding="utf-8")
        assert f'<section id="{entry.name}">' in html


class TestTheHtmlPage:
    def test_needs_nothing_from_elsewhere_and_has_no_dead_link(self) -> None:
        class Reader(HTMLParser):
            """Collects what a page asks for and where one can jump to."""

            def __init__(self) -> None:
                super().__init__()
                self.wanted: set[str] = set()
                self.ids: set[str] = set()

            def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
                facts = dict(attrs)
                self.wanted |= {value for name in ("href", "src") if (value := facts.get(name))}
                self.ids |= {value for name in ("id",) if (value := facts.get(name))}

        reader = Reader()
        reader.feed((ROOT / "docs" / "events" / "index.html").read_text(encoding="utf-8"))
        assert reader.wanted == {"#envelope"} | {f"#{entry.name}" for entry in CATALOGUE} | {
            f"#{codes.name}" for codes in LISTS
        }
        assert {target.removeprefix("#") for target in reader.wanted} <= reader.ids
