"""The one form of a digest: a sum of hashes, whole and signed, written in decimal.

Of each who is there, the first 64 bits of the SHA-256 of his id; of each turn, those of id and day, added when he came
and taken off when he went. A sum knows no order, so PostgreSQL makes it without sorting; and whoever is there twice, or
was taken out and never there, shows. The hash hides nobody: ids are no secret between services. Nor does it withstand
somebody who chooses ids: it looks for faults, not for forgers.
"""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, FromClause, Numeric, Select, Text, cast, func, literal, select
from sqlalchemy.dialects.postgresql import BIT

BITS = 64


def digests_of(held: FromClause) -> Select[Any]:
    """Columns of `UnitDigest`, a row a unit. `held`: org_path, person_id (text), day, change."""
    here = held.c
    turn = here.person_id + " " + func.to_char(here.day, "YYYY-MM-DD")
    return select(
        here.org_path,
        cast(func.sum(here.change), BigInteger).label("persons"),
        _sum(here.change, here.person_id).label("digest"),
        _sum(here.change, turn).label("days_digest"),
    ).group_by(here.org_path)


def _sum(change: ColumnElement[Any], said: ColumnElement[str]) -> ColumnElement[str]:
    return cast(func.sum(cast(change, Numeric) * _hash(said)), Text)


def _hash(said: ColumnElement[str]) -> ColumnElement[int]:
    digest = func.encode(func.sha256(func.convert_to(said, "UTF8")), "hex", type_=Text)
    first = literal("x", Text) + func.left(digest, BITS // 4, type_=Text)
    return cast(cast(first, BIT(BITS)), BigInteger)
