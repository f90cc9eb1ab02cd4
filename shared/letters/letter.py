"""What stands in a letter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from shared.charts import Chart
from shared.language import Named, Text
from shared.refusal import NotFound

T = TypeVar("T")


class LetterNotFound(NotFound):
    """Nothing was decided that a letter is about, or nothing that the caller may know of."""

    code = "letter-not-found"
    zh = "没有可以打印的文书。"
    en = "There is no such letter."


def decided(found: Iterable[T], **wanted: object) -> T:
    """The one of these records that is wanted. Raises `LetterNotFound`."""
    for each in found:
        if all(getattr(each, name) == value for name, value in wanted.items()):
            return each
    raise LetterNotFound


# Nobody's name is opened for a letter: whoever hands it over writes it.
BY_HAND = Text("＿＿＿＿＿＿同志：", "To ____________:")


def day_in_words(day: date) -> str:
    """As Chinese papers have it."""
    return f"{day.year}年{day.month}月{day.day}日"


def same(written: str) -> Text:
    """What somebody wrote: in both languages as it is."""
    return Text(written, written)


def paragraphs_of(written: str) -> list[Text]:
    """One for each line that is not empty."""
    return [same(line.strip()) for line in written.splitlines() if line.strip()]


@dataclass(frozen=True, slots=True)
class LetterTable:
    """Rows under their heads, after the paragraphs. `shares`: how wide each column is beside the others. `charts` are
    drawn from it and stand below it, on the page and in the PDF."""

    title: Text
    heads: Sequence[Text]
    rows: Sequence[Sequence[str]]
    shares: Sequence[int]
    charts: Sequence[Chart] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """What was decided on whom, by whom and when, on what clause; what may be done against it and until when.

    `about` is what it was decided on, for whoever looks it up. `number` is that of the register of documents, which the
    county keeps for all its papers: where none is known it is written by hand. `head`: the red line above, where it is
    not the name of the issuing unit.
    """

    title: Text
    paragraphs: Sequence[Text]
    issued_by: str
    issued_on: date
    about: UUID
    reason: Text | Named | None = None
    clause: Text | Named | None = None
    note: str | None = None
    remedy: Text | None = None
    deadline: Text | None = None
    number: str | None = None
    addressee: Text = BY_HAND
    tables: Sequence[LetterTable] = ()
    head: str | None = None

    @property
    def body(self) -> Sequence[Text]:
        """Paragraph by paragraph."""
        labelled = (
            (self.reason, Text("原因：", "Reason: ")),
            (self.clause, Text("依据：", "By: ")),
            (self.note and same(self.note), Text("说明：", "In words: ")),
            (self.deadline, Text("期限：", "Until: ")),
        )
        said = [_ended(Text(label.zh + text.zh, label.en + text.en)) for text, label in labelled if text]
        return [*self.paragraphs, *said, *([self.remedy] if self.remedy else [])]

    @property
    def numbered(self) -> str:
        """The number, or the year and room for it."""
        return self.number or f"〔{self.issued_on.year}〕　　　号"

    @property
    def headed(self) -> str:
        """What stands in red above."""
        return self.head or self.issued_by

    @property
    def dated(self) -> str:
        """The day, as papers have it."""
        return day_in_words(self.issued_on)


def _ended(text: Text) -> Text:
    """With a full stop, unless it has an end."""
    zh = text.zh if text.zh.endswith(("。", "！", "？", "：", "；")) else f"{text.zh}。"
    en = text.en if text.en.endswith((".", "!", "?", "。")) else f"{text.en}."
    return Text(zh, en)
