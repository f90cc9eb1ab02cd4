"""A form as it is shown. What was sent in one is read by `shared/web/sent.py`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from shared.ids import new_id
from shared.language import Named
from shared.refusal import FieldFault, Refusal
from shared.web.standing import Difference, Standing


@dataclass
class Form:
    """A form as it is shown: what stands in its fields, and what was wrong with them.

    `version` is that of the object as it was read; `to`, where to go when done. Where somebody changed the object
    meanwhile, `standing` is how it stands now, `differences` what of it is not as typed. The rest fills itself while
    shown, from the fields: their labels, the words of their choices, and which of them hold persons.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    version: int | None = None
    to: str | None = None
    problem: Refusal | None = None
    idempotency_key: str = field(default_factory=lambda: str(new_id()))
    standing: Standing | None = None
    differences: Sequence[Difference] = ()
    labels: dict[str, str] = field(default_factory=dict)
    words: dict[str, Mapping[str, Named]] = field(default_factory=dict)
    persons: set[str] = field(default_factory=set)

    @property
    def faults(self) -> tuple[FieldFault, ...]:
        """In the order of the form, as far as its fields are shown; what it has no field for comes last."""
        order = {name: place for place, name in enumerate(self.labels)}
        found = self.problem.fields if self.problem else ()
        return tuple(sorted(found, key=lambda fault: order.get(self.shown_as(fault), len(order))))

    def shown_as(self, fault: FieldFault) -> str:
        """The field that the fault stands at: its own, or the one that it is a part of."""
        return fault.field if fault.field in self.labels else fault.field.partition(".")[0]

    def part_of(self, fault: FieldFault) -> str:
        """Where in its field the fault stands, as the field itself names it; nothing, where that is but a number."""
        rest = fault.field.removeprefix(self.shown_as(fault)).removeprefix(".")
        return "" if rest.isdigit() else rest

    def fault(self, name: str) -> FieldFault | None:
        """What is wrong with this field, or with a part of it."""
        return next((each for each in self.faults if each.field == name or each.field.startswith(f"{name}.")), None)

    def value(self, name: str, otherwise: object = "") -> Any:
        """What stands in a field."""
        found = self.values.get(name)
        return otherwise if found is None else found

    def written(self, name: str) -> Any:
        """The same for a field in which several things are written one after the other."""
        found = self.value(name)
        return ", ".join(found) if isinstance(found, list) else found

    def person(self, name: str) -> UUID | None:
        """Who is meant in this field, where what stands in it is the number of a file."""
        self.persons.add(name)
        return _number(self.value(name))

    def named(self) -> list[UUID]:
        """Those whom the fields shown until now mean."""
        meant = (self.value(name) for name in sorted(self.persons))
        return [who for who in map(_number, meant) if who is not None]

    def labelled(self, name: str, label: str) -> str:
        """The label itself; the summary of mistakes names fields by it."""
        self.labels[name] = label
        return label

    def worded(self, name: str, choices: Iterable[Named]) -> None:
        """Remember what the values of a field are called."""
        self.words[name] = {str(choice.code): choice for choice in choices}

    def wording(self, name: str, value: str) -> Named | None:
        """What a value of this field is called, where it has a name."""
        return self.words.get(name, {}).get(value)


def _number(typed: object) -> UUID | None:
    try:
        return UUID(str(typed))
    except ValueError:
        return None
