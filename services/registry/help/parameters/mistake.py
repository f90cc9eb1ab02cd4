"""Something that goes wrong, and the way back: who may go it is asked of the table of permissions."""

from dataclasses import dataclass

from shared.language import Named, Text

TYPED = Named("typed-wrong", "录入有误", "Typed wrong")
PERSON = Named("wrong-person", "办错了人", "The wrong person")
BACK = Named("taken-back", "要撤回、撤销", "To be taken back")
KINDS = (TYPED, PERSON, BACK)


@dataclass(frozen=True, slots=True)
class Mistake:
    """`made_by` is the permission with which it happens, `mended_by` that of the way back, on the page at `path`."""

    kind: Named
    made_by: str
    mended_by: str
    path: str
    what: Text
    way: Text
