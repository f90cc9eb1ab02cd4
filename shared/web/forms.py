"""A form as it is shown. What was sent in one is read by `shared/web/sent.py`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.ids import new_id
from shared.refusal import FieldFault, Refusal


@dataclass
class Form:
    """A form as it is shown: what stands in its fields, and what was wrong with them.

    `version` is that of the object as it was read; `to`, where to go when done; `labels` fills itself while shown.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    version: int | None = None
    to: str | None = None
    problem: Refusal | None = None
    idempotency_key: str = field(default_factory=lambda: str(new_id()))
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def faults(self) -> tuple[FieldFault, ...]:
        return self.problem.fields if self.problem else ()

    def fault(self, name: str) -> FieldFault | None:
        """What is wrong with this field, or with a part of it."""
        return next((each for each in self.faults if each.field == name or each.field.startswith(f"{name}.")), None)

    def value(self, name: str, otherwise: object = "") -> Any:
        """What stands in a field."""
        found = self.values.get(name)
        return otherwise if found is None else found

    def labelled(self, name: str, label: str) -> str:
        """The label itself; the summary of mistakes names fields by it."""
        self.labels[name] = label
        return label
