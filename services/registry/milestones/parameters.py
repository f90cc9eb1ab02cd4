"""Which ages are told, and of whom.

55 and 60: women and men retire (the ministry's prompts), and from 60 on rural ex-soldiers may have an allowance. 80:
served at home. 18 and 22: children of the dead have their pension until then, longer where they are at school.
"""

from dataclasses import dataclass

SURVIVORS = frozenset({"21", "22", "23"})


@dataclass(frozen=True, slots=True)
class Milestone:
    """An age that is told of who holds, or claims, one of these categories; of everybody where there are none."""

    age: int
    of: frozenset[str] = frozenset()


MILESTONES: tuple[Milestone, ...] = (
    Milestone(18, SURVIVORS),
    Milestone(22, SURVIVORS),
    Milestone(55),
    Milestone(60),
    Milestone(80),
)
