"""The tree as the fences see it: services, rooms, files."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("registry", "benefits", "reporting", "notifications")


def python_files(*folders: str) -> list[Path]:
    """Every Python file below the named top-level folders, relative to the repository."""
    return sorted(path.relative_to(ROOT) for folder in folders for path in (ROOT / folder).rglob("*.py"))


def rooms(service: str) -> list[Path]:
    """The rooms of one service: its packages, migrations aside."""
    home = ROOT / "services" / service
    return sorted(path for path in home.iterdir() if path.is_dir() and path.name not in {"migrations", "__pycache__"})
