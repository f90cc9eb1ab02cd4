"""Who decides nothing on whom, and why (rule B8). Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from shared.refusal import Conflict


class DecidesOnOneself(Conflict):
    """Rule B8: it is his own matter."""

    code = "decides-on-oneself"
    zh = "这是您本人的事项，应当由他人办理。"
    en = "This is your own matter: somebody else decides on it."


class DecidesOnKin(Conflict):
    """Rule B8: it is the matter of a relative, by the relations that registry recorded."""

    code = "decides-on-kin"
    zh = "这是您亲属的事项，您应当回避，由他人办理。"
    en = "This is a matter of a relative of yours: withdraw, and let somebody else decide on it."


class StandsInForParty(Conflict):
    """Rule B8: it is the matter of a person whom he stands in for, or of a relative of that person."""

    code = "stands-in-for-party"
    zh = "这是您所代行的人本人或其亲属的事项，代行人应当一并回避，由他人办理。"
    en = "This is a matter of somebody you stand in for, or of a relative of his: let somebody else decide on it."


@dataclass(frozen=True, slots=True)
class Recusal:
    """On whom somebody decides nothing, nor on their kin: on himself, and on whom he stands in for, as far as it is
    known who they are. `other_files`: of himself, since whoever is told of it may not have been told of a merge yet."""

    person_id: UUID | None
    stood_in_for: frozenset[UUID]
    other_files: frozenset[UUID] = frozenset()

    def parties(self) -> Iterator[tuple[UUID, Conflict, Conflict]]:
        """Each of them, and why nothing is decided on himself, and on his kin."""
        if self.person_id is not None:
            for each in (self.person_id, *sorted(self.other_files)):
                yield each, DecidesOnOneself(), DecidesOnKin()
        for each in sorted(self.stood_in_for):
            yield each, StandsInForParty(), StandsInForParty()


NOT_RECUSED = Recusal(None, frozenset())
