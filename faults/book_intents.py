"""Entries of books: capital projects and meetings, recorded, corrected, revoked."""

from typing import Any

from faults.material import Intent, Material

_KNOWN = ("exact", "at-least", "approximate", "at-most", "unspecified")
_MEETINGS = ("party-standing-committee", "deployment", "training", "government-special")


def record_project(material: Material) -> Intent:
    """Of an amount that is known in one way or another."""
    return Intent(
        "record-project", "registry", "POST", "/capital-projects", _project(material), "capital-project-completed",
        lambda answer: material.projects.append(answer["entry_id"]),
    )  # fmt: skip


def correct_project(material: Material) -> Intent:
    """At another unit, of another day, of another amount."""
    entry = material.chance.choice(material.projects)
    path = f"/capital-projects/{entry}/correction"
    return Intent("correct-project", "registry", "POST", path, _project(material), "capital-project-corrected")


def revoke_project(material: Material) -> Intent:
    entry = material.projects.pop(material.chance.randrange(len(material.projects)))
    path, body = f"/capital-projects/{entry}/revocation", {"reason": "experiment"}
    return Intent("revoke-project", "registry", "POST", path, body, "capital-project-revoked")


def record_meeting(material: Material) -> Intent:
    return Intent(
        "record-meeting", "registry", "POST", "/meetings", _meeting(material), "governance-meeting-held",
        lambda answer: material.meetings.append(answer["entry_id"]),
    )  # fmt: skip


def correct_meeting(material: Material) -> Intent:
    """Of another kind, of another day."""
    entry = material.chance.choice(material.meetings)
    path = f"/meetings/{entry}/correction"
    return Intent("correct-meeting", "registry", "POST", path, _meeting(material), "governance-meeting-corrected")


def revoke_meeting(material: Material) -> Intent:
    entry = material.meetings.pop(material.chance.randrange(len(material.meetings)))
    path, body = f"/meetings/{entry}/revocation", {"reason": "experiment"}
    return Intent("revoke-meeting", "registry", "POST", path, body, "governance-meeting-revoked")


def _project(material: Material) -> dict[str, Any]:
    qualifier = material.chance.choice(_KNOWN)
    fen = material.chance.randrange(1, 10**9)
    return {
        "org_code": material.room().code, "document": "experiment", "name": "阵地改造", "kind": "renovation",
        "qualifier": qualifier, "amount_yuan": None if qualifier == "unspecified" else f"{fen // 100}.{fen % 100:02}",
        "completed_on": material.day().isoformat(),
    }  # fmt: skip


def _meeting(material: Material) -> dict[str, Any]:
    return {
        "org_code": material.county.centre.code, "document": "experiment", "kind": material.chance.choice(_MEETINGS),
        "held_on": material.day().isoformat(), "place": "会议室", "topics": "阵地建设",
        "present": material.chance.randrange(1, 40),
    }  # fmt: skip
