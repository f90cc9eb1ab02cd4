"""Papers that are drafted, issued by somebody else under a number or withdrawn, and corrected by another edition alone
(pure)."""

from dataclasses import dataclass, replace
from typing import ClassVar, Self
from uuid import UUID

from services.reporting.paper_forms.domain.forms import numbered
from shared.auth.hands import Hands, are_of, joined
from shared.refusal import Conflict, Forbidden, Stale


@dataclass(frozen=True, slots=True, kw_only=True)
class InEditions:
    """`edition` is the last one written, `issued` the last one issued, `withdrawn` the last one given up; `version`
    counts all changes. `number`: of the year in which it was first issued, after the `word` of that day. `written_by`:
    whose words the last edition is."""

    CHANGED: ClassVar[type[Stale]]
    NOTHING_TO_ISSUE: ClassVar[type[Conflict]]
    WITHDRAWN: ClassVar[type[Conflict]]
    OWN: ClassVar[type[Forbidden]]

    word: str
    year: int | None = None
    number: int | None = None
    edition: int = 1
    issued: int = 0
    withdrawn: int = 0
    version: int = 1
    written_by: tuple[UUID, ...] = ()

    @property
    def is_draft(self) -> bool:
        """An edition waits to be issued."""
        return self.edition > max(self.issued, self.withdrawn)

    @property
    def state(self) -> str:
        """One of `STATES`: withdrawn where no edition was issued before."""
        if self.is_draft:
            return "draft"
        return "issued" if self.issued else "withdrawn"

    @property
    def standing(self) -> int:
        """The edition that is read and printed: where another one was given up, the issued one."""
        return self.issued if self.state == "issued" else self.edition

    @property
    def document_number(self) -> str | None:
        """As papers have it; None before the first edition is issued."""
        return numbered(self.word, self.year, self.number)

    def must_be(self, version: int | None) -> None:
        """Raises `CHANGED`."""
        if version not in {None, self.version}:
            raise self.CHANGED

    def must_stand(self) -> None:
        """Raises `WITHDRAWN`."""
        if self.state == "withdrawn":
            raise self.WITHDRAWN

    def given_up(self) -> Self:
        """The draft is not issued; what was issued before stands. Raises `NOTHING_TO_ISSUE`."""
        if not self.is_draft:
            raise self.NOTHING_TO_ISSUE
        return replace(self, withdrawn=self.edition, version=self.version + 1)

    def written(self, by: Hands) -> Self:
        """A draft says something else; of an issued paper another edition begins."""
        earlier = self.written_by if self.is_draft else ()
        return replace(
            self,
            edition=self.edition if self.is_draft else self.edition + 1,
            version=self.version + 1,
            written_by=joined(earlier, by),
        )

    def issued_as(self, year: int, number: int, by: Hands, *, word: str | None = None) -> Self:
        """The first edition gets its number, after that word where one is given; it stays. Raises `NOTHING_TO_ISSUE`,
        `OWN`."""
        if not self.is_draft:
            raise self.NOTHING_TO_ISSUE
        if are_of(by, self.written_by):
            raise self.OWN
        first = replace(self, year=year, number=number, word=word or self.word) if self.number is None else self
        return replace(first, issued=self.edition, version=self.version + 1)
