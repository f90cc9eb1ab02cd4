"""What the pages of volunteer teams have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.registry.teams.parameters import TASKS
from shared.language import Named, Text
from shared.web.page import page_router

router = page_router()

LIST = "/registry/teams"
VOLUNTEERS_AT, ACTIVITIES_AT = LIST + "/volunteers", LIST + "/activities"
WORDS: Mapping[str, Any] = {"tasks": TASKS, "task_words": list(TASKS.values())}
ACTIVE = (Named("true", "存续", "going on"), Named("false", "已终止", "ended"))
IN_IT = (Named("true", "在队", "in it"), Named("false", "已退队", "left"))


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of a form that asks for a day or two, and why."""

    name: str
    label: Text
    hint: Text | None = None
    required: bool = True


REASON = Asked("reason", Text("原因", "Reason"), Text("不写姓名、号码。", "Without names and numbers."))
