"""A code list: words that a field of a contract may hold, and that a county, or a later version, may add to."""

from dataclasses import dataclass
from typing import Any

from msgspec import Meta

from shared.language import Named

URN = "urn:veterans:codes"
# The keyword of a field's schema that names its list.
LIST = "x-code-list"
CODE_PATTERN = r"^[a-z0-9][a-z0-9._-]{0,63}\Z"


@dataclass(frozen=True, slots=True)
class CodeList:
    """`name` as in `host-kind`; `zh` and `en` say what its words are about."""

    name: str
    zh: str
    en: str
    codes: tuple[Named, ...]

    @property
    def urn(self) -> str:
        return f"{URN}:{self.name}"

    @property
    def words(self) -> frozenset[str]:
        return frozenset(code.code for code in self.codes)

    def by_code(self) -> dict[str, Named]:
        """What each word is called."""
        return {code.code: code for code in self.codes}

    def published(self) -> dict[str, Any]:
        """As it stands in its file."""
        words = [{"code": code.code, "zh": code.zh, "en": code.en} for code in self.codes]
        return {"$id": self.urn, "zh": self.zh, "en": self.en, "codes": words}

    def field(self, description: str) -> Meta:
        """For a field of a contract."""
        return Meta(pattern=CODE_PATTERN, description=description, extra_json_schema={LIST: self.urn})
