"""Refusals: what the system answers when it will not do what was asked.

Domain code raises them; the HTTP layer turns them into RFC 9457 problems; the audit records their code. Every refusal
is of one kind, by its base class, and the kind decides the HTTP status (`shared/http/refusals.py`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

Language = Literal["zh-CN", "en"]

_KEBAB = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with one field of the request. `field` is its path as sent (`lines.2.amount_fen`)."""

    field: str
    code: str
    zh: str
    en: str

    def sentence(self, language: Language) -> str:
        return self.zh if language == "zh-CN" else self.en


class Refusal(Exception):
    """Subclass a kind beside the rule that raises it, with a stable kebab-case `code` and a sentence in each language.

        class AlreadyResolved(Conflict):
            code = "case-already-resolved"
            zh = "该纠纷已于{resolved_on}办结。"
            en = "The case was already resolved on {resolved_on}."

        raise AlreadyResolved(resolved_on=case.resolved_on)

    Facts fill the sentences and stand in `facts`. A fact that a sentence names and the raiser forgot is a KeyError at
    once, not when somebody reads it. Personal data only as a `shared.privacy.personal` type: those print masked.
    `recorded` is set by whoever left the audit row. What the caller must not learn is raised as something else, from
    what it was: `raise VeteranNotFound from OutOfScope()` is answered like an unknown id and audited as out of scope.
    """

    code: ClassVar[str]
    zh: ClassVar[str]
    en: ClassVar[str]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        code = getattr(cls, "code", None)
        if code is not None and not _KEBAB.match(code):
            raise TypeError(f"{cls.__name__}.code must be kebab-case, not {code!r}")
        if code is not None and Refusal in cls.__bases__:
            raise TypeError(f"{cls.__name__} must be of a kind (NotFound, Conflict, Invalid …), not a bare Refusal")

    def __init__(self, *, fields: Sequence[FieldFault] = (), **facts: object) -> None:
        missing = [name for name in ("code", "zh", "en") if not hasattr(type(self), name)]
        if missing:
            raise TypeError(f"{type(self).__name__} lacks {', '.join(missing)}")
        self.fields = tuple(fields)
        self.facts = facts
        self.recorded = False
        self._sentences: dict[Language, str] = {"zh-CN": self.zh.format_map(facts), "en": self.en.format_map(facts)}
        super().__init__(self._sentences["en"])

    def sentence(self, language: Language) -> str:
        return self._sentences[language]


def denial_in(refusal: Refusal) -> "Forbidden | None":
    """The denied access that a refusal is, or that it keeps from the caller."""
    return next((each for each in (refusal, refusal.__cause__) if isinstance(each, Forbidden)), None)


class Invalid(Refusal):
    """What was sent breaks a rule that the sender could have known; `fields` says where."""

    @classmethod
    def refuse(cls, *checks: tuple[FieldFault, bool]) -> None:
        """Raises it with every fault that there is, each beside whether it is; where there is none, nothing."""
        if broken := [fault for fault, fails in checks if fails]:
            raise cls(fields=broken)


class Unauthenticated(Refusal):
    """Nobody knows who asks."""


class Forbidden(Refusal):
    """It is known who asks, and he may not."""


class NotFound(Refusal):
    """There is no such thing, or none that the caller may know of. One subclass a subject, `…NotFound`."""


class Conflict(Refusal):
    """Valid by itself, but not in the state things are in now."""


class NotYet(Conflict):
    """What another service has published may still be under way: the same request may succeed in seconds."""


class Stale(Conflict):
    """Somebody changed it after it was shown to whoever sent this."""


class Gone(Refusal):
    """It was there and will not come back."""


class TooLarge(Refusal):
    """More than is taken in one request."""


class Unsupported(Refusal):
    """In a format that is not read."""


class TooMany(Refusal):
    """As often as is allowed already; the same request may succeed in `retry_after_seconds`, one of its facts."""


class Unavailable(Refusal):
    """Cannot be done at the moment; the same request may succeed later."""


class StorageFull(Refusal):
    """There is no room to keep it; the same request succeeds once an operator has made some."""


class Defect(Refusal):
    """The system is at fault."""
