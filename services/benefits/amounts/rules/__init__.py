"""Formulas and lines of tables between what is written, what is reckoned, and what people read.

reading   JSON into `domain`, a mistake named with its place
saying    formulas, keys and values as people read them
"""

from services.benefits.amounts.rules.reading import read_formula
from services.benefits.amounts.rules.saying import (
    code_of,
    key_written,
    said_of_formula,
    said_of_key,
    said_of_table,
    said_of_value,
)

__all__ = [
    "code_of", "key_written", "read_formula", "said_of_formula", "said_of_key", "said_of_table", "said_of_value",
]  # fmt: skip
