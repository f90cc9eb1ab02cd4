"""What a paper reads like by the form that is in force, and what may stand in one (pure)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from string import Formatter
from uuid import UUID

from services.reporting.paper_forms.parameters import FIELDS, KINDS, PaperKind, Wording
from shared.language import Text
from shared.refusal import FieldFault, Invalid, NotFound

ORDINALS = "一二三四五六七八九十"


class PaperFormNotFound(NotFound):
    code = "paper-form-not-found"
    zh = "没有这个文书式样。"
    en = "There is no such form of a paper."


class PaperFormInvalid(Invalid):
    """`fields` says what is wrong, and where."""

    code = "paper-form-invalid"
    zh = "文书式样有误，未装入，原因见各字段。"
    en = "The form is wrong and was not taken over; the fields tell why."


@dataclass(frozen=True, slots=True)
class PaperForm:
    """How papers of a kind read from `valid_from` on. Without an id: as a county begins."""

    kind: PaperKind
    wording: Wording
    form_id: UUID | None = None
    valid_from: date | None = None

    @classmethod
    def first(cls, kind: str) -> "PaperForm":
        """What holds until another one is loaded."""
        return cls(KINDS[kind], KINDS[kind].zh_words)

    def of(self, **values: Text | str) -> "Filled":
        """With what stands in one paper."""
        both = {name: Text(each, each) if isinstance(each, str) else each for name, each in values.items()}
        return Filled(self, both)


@dataclass(frozen=True, slots=True)
class Filled:
    """The wording of one paper. English readers see the wording that a county begins with."""

    form: PaperForm
    values: Mapping[str, Text] = field(default_factory=dict)

    @property
    def head(self) -> str:
        return self._said("head").zh

    @property
    def issuer(self) -> str:
        return self._said("issuer").zh

    @property
    def title(self) -> Text:
        return self._said("title")

    @property
    def addressee(self) -> Text:
        return self._said("addressee")

    @property
    def opening(self) -> list[Text]:
        """One paragraph, or none."""
        return self._paragraph("opening")

    @property
    def closing(self) -> list[Text]:
        """One paragraph, or none."""
        return self._paragraph("closing")

    @property
    def word(self) -> str:
        return self.form.wording.word

    def number_of(self, year: int) -> str | None:
        """Where the number is written by hand, the word stands before the room for it."""
        return f"{self.word}〔{year}〕　　　号" if self.word else None

    @property
    def sections(self) -> Iterator[tuple[str, Text]]:
        """Code and numbered heading, in their order."""
        english = {each.code: each.heading for each in self.form.kind.en_words.sections}
        for number, each in enumerate(self.form.wording.sections, 1):
            heading = self._filled(each.heading, english[each.code])
            yield each.code, Text(f"{ORDINALS[number - 1]}、{heading.zh}", f"{number}. {heading.en}")

    def _said(self, name: str) -> Text:
        return self._filled(getattr(self.form.wording, name), getattr(self.form.kind.en_words, name))

    def _paragraph(self, name: str) -> list[Text]:
        said = self._said(name)
        return [said] if said.zh else []

    def _filled(self, zh: str, en: str) -> Text:
        return Text(
            zh.format_map({name: each.zh for name, each in self.values.items()}),
            en.format_map({name: each.en for name, each in self.values.items()}),
        )


def numbered(word: str, year: int | None, number: int | None) -> str | None:
    """As papers have it; None before one is issued."""
    return None if number is None else f"{word}〔{year}〕{number}号"


def first_day(asked: date | None, today: date) -> date:
    """Tomorrow where none is asked for: papers of today are issued already, or may be."""
    return asked or today + timedelta(days=1)


def must_be_possible(kind: PaperKind, wording: Wording, valid_from: date, *, today: date) -> None:
    """Raises `PaperFormInvalid` naming every fault by its place."""
    found = [*_faults(kind, wording)]
    if valid_from <= today:
        found.append(
            FieldFault(
                "valid_from", "day-not-to-come", "最早自明日起使用，已印发的文书不变。",
                "Tomorrow at the earliest: papers that are issued stay as they are.",
            )
        )  # fmt: skip
    if found:
        raise PaperFormInvalid(fields=found)


def _faults(kind: PaperKind, wording: Wording) -> Iterator[FieldFault]:
    for name in FIELDS:
        known = () if name == "word" else kind.placeholders
        yield from _faults_of(name, getattr(wording, name), tuple(known))
    for index, each in enumerate(wording.sections):
        yield from _faults_of(f"sections.{index}.heading", each.heading, tuple(kind.placeholders))
    wanted = [each.code for each in kind.zh_words.sections]
    if sorted(each.code for each in wording.sections) != sorted(wanted):
        codes = "、".join(wanted) or "（无）"
        yield FieldFault(
            "sections", "sections-incomplete", f"应当列出以下各部分，各一次：{codes}。",
            f"Each of these is to be there once: {', '.join(wanted) or 'none'}.",
        )  # fmt: skip


def _faults_of(place: str, text: str, known: tuple[str, ...]) -> Iterator[FieldFault]:
    try:
        parts = [(name, spec, way) for _, name, spec, way in Formatter().parse(text) if name is not None]
    except ValueError:
        yield FieldFault(place, "braces-unmatched", "花括号不成对。", "A brace has no counterpart.")
        return
    # Where nothing is replaced, a pair of braces that stands for one would stay a pair.
    if not known and not parts and not {"{", "}"}.isdisjoint(text):
        yield FieldFault(place, "braces-not-here", "此处不用花括号。", "There are no braces here.")
    for name, spec, way in parts:
        if name not in known or spec or way:
            written, may = f"{{{name}}}", [f"{{{each}}}" for each in known] or ["（无）"]
            yield FieldFault(
                place, "placeholder-unknown", f"不认识的占位符{written}；可用：{'、'.join(may)}。",
                f"{written} is no placeholder here; there are: {', '.join(may)}.",
            )  # fmt: skip
