"""FastAPI's validation errors in the words of this system: field, code, sentence; never the value that was sent."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any
from urllib.parse import parse_qsl

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    field_validator,
)
from pydantic_core import PydanticCustomError, core_schema

from shared.characters import UNFIT, UNFIT_EN, UNFIT_ZH, is_fit
from shared.clock import FIRST_DAY, LAST_DAY
from shared.language import Named
from shared.places import CODE_PATTERN
from shared.refusal import FieldFault

# pydantic error type → code, zh, en. Placeholders are bounds from the schema, which are ours, not the caller's.
_SENTENCES: dict[str, tuple[str, str, str]] = {
    "missing": ("missing", "必填。", "Required."),
    "none_required": ("not-allowed", "应为空。", "Must be null."),
    "extra_forbidden": ("unknown-field", "没有这个字段。", "There is no such field."),
    "json_invalid": ("unreadable", "不是有效的 JSON。", "This is not valid JSON."),
    "string_too_short": ("too-short", "至少 {min_length} 个字符。", "At least {min_length} characters."),
    "string_too_long": ("too-long", "最多 {max_length} 个字符。", "At most {max_length} characters."),
    "string_pattern_mismatch": ("wrong-form", "格式不符。", "Not in the form of this field."),
    "too_short": ("too-few", "至少 {min_length} 项。", "At least {min_length} items."),
    "too_long": ("too-many", "最多 {max_length} 项。", "At most {max_length} items."),
    "enum": ("not-a-choice", "应为以下之一：{choices_zh}。", "Must be one of: {choices_en}."),
    "literal_error": ("not-a-choice", "应为以下之一：{choices_zh}。", "Must be one of: {choices_en}."),
    "greater_than_equal": ("too-small", "不得小于 {ge}。", "Must be {ge} or more."),
    "greater_than": ("too-small", "应大于 {gt}。", "Must be more than {gt}."),
    "less_than_equal": ("too-large", "不得大于 {le}。", "Must be {le} or less."),
    "less_than": ("too-large", "应小于 {lt}。", "Must be less than {lt}."),
    "timezone_aware": ("no-time-zone", "时刻必须带时区。", "The instant needs a time zone."),
    "date_past": ("not-in-the-past", "应为过去的日期。", "Must be a date in the past."),
}
# By the beginning of the type: int_type, int_parsing, int_from_float …
_FAMILIES: dict[str, tuple[str, str, str]] = {
    "string": ("wrong-type", "应为文本。", "Must be text."),
    "int": ("wrong-type", "应为整数。", "Must be a whole number."),
    "float": ("wrong-type", "应为数字。", "Must be a number."),
    "bool": ("wrong-type", "应为 true 或 false。", "Must be true or false."),
    "datetime": (
        "wrong-form",
        "应为时刻，例如 2026-05-01T08:00:00+08:00。",
        "Must be an instant in ISO 8601, like 2026-05-01T08:00:00+08:00.",
    ),
    "date": ("wrong-form", "应为日期，例如 2026-05-01。", "Must be a date like 2026-05-01."),
    "uuid": ("wrong-form", "应为编号（UUID）。", "Must be a UUID."),
    "list": ("wrong-type", "应为列表。", "Must be a list."),
    "tuple": ("wrong-type", "应为列表。", "Must be a list."),
    "dict": ("wrong-type", "应为对象。", "Must be an object."),
    "model": ("wrong-type", "应为对象。", "Must be an object."),
}
_UNKNOWN_PARAMETER = ("unknown-parameter", "没有这个查询参数。", "There is no such query parameter.")
_GIVEN_TWICE = ("given-twice", "只能给出一次。", "Can be given once only.")
_OTHER = ("invalid", "内容无效。", "This is not valid.")
_CHOICE = re.compile(r"'([^']*)'")
_NAME = re.compile(r"^[A-Za-z_][A-Za-z0-9_-]{0,63}$")
# A body of nothing but unknown names would be answered with several times its size.
MOST_FAULTS = 50
_PLACES = frozenset({"body", "query", "path", "header", "cookie"})


def field_fault(code: str, *, zh: str, en: str) -> PydanticCustomError:
    """For validators of API schemas: `raise field_fault("not-a-workday", zh="…", en="…")`. Put no input into it."""
    return PydanticCustomError("veterans", "{en}", {"code": code, "zh": zh, "en": en})


@dataclass(frozen=True)
class WrittenAs:
    """A pattern of a text with its description in both languages, for people who cannot read patterns.

    OrgCode = Annotated[str, WrittenAs(r"^[0-9A-Z]{6,24}$", zh="6 至 24 位数字或大写字母", en="6 to 24 digits …")]
    """

    pattern: str
    zh: str
    en: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), "pattern": self.pattern}

    def _check(self, value: str) -> str:
        # `$` alone would let a line break stand behind it.
        if not re.fullmatch(self.pattern, value):
            raise field_fault("wrong-form", zh=f"应为：{self.zh}。", en=f"Must be: {self.en}.")
        return value


OrgCode = Annotated[str, WrittenAs(CODE_PATTERN, zh="6 至 24 位数字或大写字母", en="6 to 24 digits or capital letters")]


@dataclass(frozen=True, eq=False)
class OneOf:
    """A text that is one of these words; who sent another is told them in both languages.

    reason: Annotated[str, OneOf(REASONS, "not-a-reason")]
    """

    words: Mapping[str, Named]
    code: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        listed = {"maxLength": max(map(len, self.words)), "description": "one of " + ", ".join(self.words)}
        return {**handler(schema), **listed}

    def _check(self, value: str) -> str:
        if value not in self.words:
            named = "、".join(f"{word}（{each.zh}）" for word, each in self.words.items())
            raise field_fault(self.code, zh=f"应为以下之一：{named}。", en=f"Must be one of: {', '.join(self.words)}.")
        return value


# What people write stays in its owner's database and audit; no event has it. A phone, identity or bank number, which
# has 9 digits and more in a row, half or full width, does not belong there either; a written date has 8.
FREE_TEXT_PATTERN = r"^[^0-9０-９]*([0-9０-９]{1,8}[^0-9０-９]+)*[0-9０-９]{0,8}$"
FREE_TEXT_MAX_LENGTH = 200
FREE_TEXT = WrittenAs(
    FREE_TEXT_PATTERN,
    zh="不含连续 9 位及以上数字的文字（身份证号、电话、账号不能写在这里）",
    en="text without nine or more digits in a row (no identity, phone or account number)",
)


# At the beginning of a pattern: of a number that an office gives to a thing, a letter, one of its own. It goes over the
# bus, where no identity, phone or account number does, whatever stands before that, with hyphens in it or not. The code
# of a unit, which may stand in it, has 12 digits at most.
NO_PERSONS_NUMBER = (
    r"(?!.*(?:[0-9]{13}|[0-9]{6}-?(?:19|20)[0-9]{6}-?[0-9]{3}|(?<![0-9])1[3-9][0-9]-?[0-9]{4}-?[0-9]{4}))"
)

# Why something is done: the audit keeps it, and nobody can delete from that.
Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=2, max_length=FREE_TEXT_MAX_LENGTH), FREE_TEXT
]

_DAY = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_INSTANT = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]")


def _must_be_written(value: object, form: re.Pattern[str], family: str) -> object:
    """Among others pydantic would take 0, as seconds since 1970."""
    if isinstance(value, date) or (isinstance(value, str) and form.match(value)):
        return value
    code, zh, en = _FAMILIES[family]
    raise field_fault(code, zh=zh, en=en)


def _no_number(value: object) -> object:
    """pydantic would take 0 and 1."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        code, zh, en = _FAMILIES["bool"]
        raise field_fault(code, zh=zh, en=en)
    return value


# True or false as clients send them: words of it too, since forms know no other way.
Flag = Annotated[bool, BeforeValidator(_no_number)]


def _within_range(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise field_fault(
            "out-of-range",
            zh=f"日期应在 {FIRST_DAY} 至 {LAST_DAY} 之间。",
            en=f"Must be between {FIRST_DAY} and {LAST_DAY}.",
        )
    return day


def _as_utc(instant: datetime) -> datetime:
    try:
        utc = instant.astimezone(UTC)
    except OverflowError:  # such an offset leads out of the years 1 to 9999
        utc = datetime.min.replace(tzinfo=UTC)
    if not FIRST_DAY <= utc.date() <= LAST_DAY:
        raise field_fault("out-of-range", zh="时刻超出范围。", en="The instant is out of range.")
    return utc


# Of the years 1900 to 2099, as clients send them.
Day = Annotated[
    date, BeforeValidator(lambda value: _must_be_written(value, _DAY, "date")), AfterValidator(_within_range)
]
Instant = Annotated[
    AwareDatetime, BeforeValidator(lambda value: _must_be_written(value, _INSTANT, "datetime")), AfterValidator(_as_utc)
]


class RequestBody(BaseModel):
    """The schema of every body: no field that it does not name, no character that cannot be kept or seen.

    A test asks that no route takes another.
    """

    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _is_fit(cls, value: object) -> object:
        for text in value if isinstance(value, list) else (value,):
            if isinstance(text, str) and not is_fit(text):
                raise field_fault(UNFIT, zh=UNFIT_ZH, en=UNFIT_EN)
        return value


def address_faults(query: bytes, path: str) -> tuple[FieldFault, ...]:
    """The parameters of an address that hold such a character; `path` for the path itself."""
    sent = [("path", path), *((_path([name]), f"{name}{value}") for name, value in _parameters(query))]
    return tuple(FieldFault(name, UNFIT, UNFIT_ZH, UNFIT_EN) for name, text in sent if not is_fit(text))[:MOST_FAULTS]


def parameter_faults(query: bytes, known: Set[str], *, with_others: bool) -> tuple[FieldFault, ...]:
    """The parameters that an address has and its route does not take, unless it may have others; those it has twice.

    Passed over, a filter with a slip in its name would show everything.
    """
    counted = Counter(name for name, _ in _parameters(query))
    unknown = [FieldFault(_path([name]), *_UNKNOWN_PARAMETER) for name in counted if name not in known]
    repeated = [FieldFault(name, *_GIVEN_TWICE) for name, times in counted.items() if name in known and times > 1]
    return tuple(repeated if with_others else unknown + repeated)[:MOST_FAULTS]


def _parameters(query: bytes) -> list[tuple[str, str]]:
    return parse_qsl(query.decode("latin-1"), keep_blank_values=True)


def faults_of(errors: Sequence[Mapping[str, Any]]) -> tuple[FieldFault, ...]:
    """One fault for each of pydantic's `errors()`, of very many only the first."""
    return tuple(_fault(error) for error in errors[:MOST_FAULTS])


def wrong_content_type(errors: Sequence[Mapping[str, Any]], *, sent: str, expected: str) -> tuple[FieldFault, ...]:
    """The one fault to tell when the body as a whole was not understood, because it was sent as something else."""
    if not any(_is_of_whole_body(error) for error in errors) or sent.partition(";")[0].strip().lower() == expected:
        return ()
    return (
        FieldFault(
            "body",
            "wrong-content-type",
            f"请以 Content-Type: {expected} 发送。",
            f"Send it as Content-Type: {expected}.",
        ),
    )


def _is_of_whole_body(error: Mapping[str, Any]) -> bool:
    return error["type"] == "json_invalid" or (error["type"] != "missing" and tuple(error["loc"]) == ("body",))


def _fault(error: Mapping[str, Any]) -> FieldFault:
    facts = error.get("ctx") or {}
    # Of a body that is no JSON pydantic gives the position of the character, which is no field.
    field = "body" if error["type"] == "json_invalid" else _path(error.get("loc", ()))
    if error["type"] == "veterans":
        return FieldFault(field, facts["code"], facts["zh"], facts["en"])
    family = error["type"].split("_")[0]
    code, zh, en = _SENTENCES.get(error["type"]) or _FAMILIES.get(family) or _OTHER
    choices = _CHOICE.findall(str(facts.get("expected", "")))
    words = {**facts, "choices_zh": "、".join(choices), "choices_en": ", ".join(choices)}
    return FieldFault(field, code, zh.format_map(words), en.format_map(words))


def _path(location: Sequence[str | int]) -> str:
    """`lines.2.amount_fen`. A name the caller invented may be personal data: shown only when it looks like a name."""
    within = location[1:] if location and location[0] in _PLACES else location
    parts = [str(part) if isinstance(part, int) or _NAME.match(part) else "?" for part in within]
    return ".".join(parts) or str(location[0] if location else "body")
