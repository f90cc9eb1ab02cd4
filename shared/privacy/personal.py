"""Personal values as types. Printing, formatting, logging or serialising one gives its mask; `reveal()` gives it clear.

`reveal()` is what a reader searches for to see everywhere clear data is used. A value cannot be pickled, and msgspec
refuses to encode it unless told how (`masked`), so that it reaches no event, no stored result and no queue by accident.
"""

from typing import Any, ClassVar, NoReturn, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from shared.privacy.masking import mask_bank_account, mask_id_number, mask_name, mask_phone, mask_to_surname


class Personal:
    """Any personal text without a mask of its own (an address, a diagnosis): prints as ***.

    As a field of a pydantic schema it accepts a string of at most `LONGEST` characters and goes out masked.
    """

    __slots__ = ("_clear",)

    LONGEST: ClassVar[int] = 500

    def __init__(self, clear: str) -> None:
        self._clear = clear

    def reveal(self) -> str:
        """The clear value. For encryption, hashing, sending, and disclosures that leave an audit row."""
        return self._clear

    def masked(self) -> str:
        return "***"

    def __str__(self) -> str:
        return self.masked()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.masked()}>"

    def __format__(self, spec: str) -> str:
        return format(self.masked(), spec)

    def __eq__(self, other: object) -> bool:
        return (
            type(other) is type(self) and other._clear == self._clear if isinstance(other, Personal) else NotImplemented
        )

    def __hash__(self) -> int:
        return hash((type(self), self._clear))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _memo: object) -> Self:
        return self

    def __reduce_ex__(self, _protocol: object) -> NoReturn:
        raise TypeError(f"a {type(self).__name__} is not pickled: clear personal data would leave the process")

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: type[Any], _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(
            lambda value, clear: value if isinstance(value, cls) else cls(clear(value)),
            core_schema.str_schema(min_length=1, max_length=cls.LONGEST, strip_whitespace=True),
            serialization=core_schema.plain_serializer_function_ser_schema(str, return_schema=core_schema.str_schema()),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(core_schema.str_schema(min_length=1, max_length=cls.LONGEST))


class IdNumber(Personal):
    """An identity number as written, 15 or 18 characters; whether it is a right one is registry's rule."""

    __slots__ = ()
    LONGEST = 18

    def masked(self) -> str:
        return mask_id_number(self._clear)


class PersonName(Personal):
    __slots__ = ()
    LONGEST = 50

    def masked(self) -> str:
        return mask_name(self._clear)

    def surname(self) -> str:
        """Masked but for it."""
        return mask_to_surname(self._clear)


class PhoneNumber(Personal):
    __slots__ = ()
    LONGEST = 20

    def masked(self) -> str:
        return mask_phone(self._clear)


class BankAccount(Personal):
    __slots__ = ()
    LONGEST = 34

    def masked(self) -> str:
        return mask_bank_account(self._clear)


def masked(value: object) -> str:
    """`enc_hook` for msgspec where a mask is what is wanted (logs); anything else unknown is a TypeError."""
    if isinstance(value, Personal):
        return value.masked()
    raise TypeError(f"cannot encode a {type(value).__name__}")
