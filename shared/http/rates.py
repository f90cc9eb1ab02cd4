"""What is taken off a price, as people write it."""

import re
import unicodedata
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator

from shared.http.validation import field_fault

_WRITTEN = re.compile(r"([0-9]{1,2}(?:\.[0-9]{1,2})?)(%|折)")
_WHOLE = 10_000


def _read(said: Any) -> Any:
    """Programs say basis points; people write 15% or 8.5折, and never a number alone, which may be meant as either."""
    if not isinstance(said, str):
        return said
    found = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", said).replace(" ", ""))
    if found is None:
        raise field_fault(
            "not-a-rate",
            zh="请写明百分比或者折扣，如 15% 或 8.5折。",
            en="Say what is taken off, such as 15%, or 8.5折.",
        )
    number = Decimal(found[1])
    if found[2] == "%":
        return int(number * 100)
    # 85折 is 8.5折.
    tenths = number if number < 10 else number / 10
    return int(_WHOLE - tenths * 1_000)


Rate = Annotated[int, BeforeValidator(_read)]
"""Basis points taken off: 1500 is 15 %."""
