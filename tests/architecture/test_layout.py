"""Fence: a newcomer finds every line by the name of its room and its file."""

import re

from tests.architecture.tree import ROOT, SERVICES, python_files, rooms

TOP_LEVEL = {
    "README.md", "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "Makefile", "pyproject.toml",
    "requirements.lock", "docker-compose.yml", "veterans", ".env.example", ".gitignore", ".dockerignore",
    ".squawk.toml", ".ci", "docs", "deploy", "shared", "services", "tests", "bench", "faults",
}  # fmt: skip
SERVICE_FILES = {
    "__init__.py", "main.py", "worker.py", "settings.py", "dependencies.py", "metrics.py", "database.py",
}  # fmt: skip
ROOM_FILES = {
    "__init__.py", "domain.py", "rules.py", "parameters.py", "commands.py", "queries.py", "tables.py",
    "endpoints.py", "schemas.py", "consumer.py", "projection.py", "loop.py", "driver.py", "pages.py", "english.toml",
    "letters.py",
}  # fmt: skip
SPLIT_ROLES = {
    "domain", "rules", "parameters", "commands", "queries", "tables", "endpoints", "schemas", "reader", "pages",
    "templates",
}  # fmt: skip
SAYS_NOTHING = {
    "service", "models", "utils", "util", "helpers", "helper", "manager", "base", "core", "common", "constants",
    "exceptions", "enums", "types", "misc",
}  # fmt: skip
OTHER_LOGS = re.compile(r'get_logger\("|_log\.\w+\(\s*"[^"]*[^a-z0-9_"]')


class TestTheTree:
    def test_has_at_the_top_only_what_the_layout_names(self) -> None:
        tracked = {line.split("/")[0] for line in _tracked_files()}
        assert tracked <= TOP_LEVEL

    def test_has_in_each_service_only_the_closed_list_of_files(self) -> None:
        for service in SERVICES:
            files = {path.name for path in (ROOT / "services" / service).glob("*.py")}
            assert files == SERVICE_FILES, service

    def test_has_in_each_room_only_the_closed_list_of_roles(self) -> None:
        strangers = [
            str(path.relative_to(ROOT))
            for service in SERVICES
            for room in rooms(service)
            for path in room.iterdir()
            if path.name != "__pycache__" and not _is_a_role(path.name, is_folder=path.is_dir())
        ]
        assert strangers == []

    def test_has_no_file_whose_name_says_nothing(self) -> None:
        everything = python_files("services", "shared", "deploy", "bench", "faults")
        nameless = [str(path) for path in everything if path.stem in SAYS_NOTHING]
        assert nameless == []

    def test_logs_in_one_form(self) -> None:
        """`something_happened` under the name of its module (shared/logs.py), so that a search finds it."""
        services = [(path, path.read_text(encoding="utf-8")) for path in python_files("services", "shared")]
        assert [str(path) for path, text in services if OTHER_LOGS.search(text)] == []

    def test_has_no_module_over_three_hundred_lines(self) -> None:
        long = [
            str(path)
            for path in python_files("services", "shared", "deploy", "bench", "faults", "tests")
            if len((ROOT / path).read_text(encoding="utf-8").splitlines()) > 300
        ]
        assert long == []

    def test_gives_every_service_at_least_one_room(self) -> None:
        assert all(rooms(service) for service in SERVICES)


def _is_a_role(name: str, *, is_folder: bool) -> bool:
    return name in SPLIT_ROLES if is_folder else name in ROOM_FILES


def _tracked_files() -> list[str]:
    import subprocess

    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True)
    return listing.stdout.splitlines()
