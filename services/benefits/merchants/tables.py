"""Agreements with merchants."""

from sqlalchemy import CheckConstraint, Column, Date, Index, Integer, Text, text

from services.benefits.entries.tables import unit_entry_table

AGREEMENT = unit_entry_table(
    "merchant_agreement",
    ("intention", "signed", "active", "suspended", "ended"),
    Column("shop", Text, nullable=False, comment="official name of the merchant; not on the bus"),
    Column("address", Text, nullable=False, comment="where the shop is; not on the bus"),
    Column("industry", Text, nullable=False, comment="a word of the code list merchant-industry"),
    Column("base", Text, comment="a word of the code list discount-base; null: not agreed on yet"),
    Column("rate_bp", Integer, comment="basis points taken off the base; null: not agreed on yet"),
    Column("subject", Text, comment="a word of the code list discount-subject; null: not agreed on yet"),
    Column("most_each", Integer, comment="how often a person may have it in the period; null: no limit"),
    Column("period", Text, comment="a word of the code list discount-period; null: no limit"),
    Column("valid_from", Date, comment="first day of the discount"),
    Column("valid_until", Date, comment="last day of the discount; null: none is agreed on"),
    Column("intended_on", Date, nullable=False),
    Column("signed_on", Date),
    Column("active_on", Date),
    Column("resumed_on", Date, comment="of the last suspension"),
    Column("suspended_on", Date, comment="null: not suspended"),
    Column("ended_on", Date),
    CheckConstraint("rate_bp BETWEEN 1 AND 9999", name="rate"),
    CheckConstraint("most_each > 0 AND (most_each IS NULL) = (period IS NULL)", name="limit"),
    CheckConstraint("signed_on IS NULL OR (base IS NOT NULL AND rate_bp IS NOT NULL AND subject IS NOT NULL"
                    " AND valid_from IS NOT NULL)", name="terms"),
    Index("uq_merchant_agreement_shop", "org_code", "shop", unique=True,
          postgresql_where=text("state NOT IN ('ended', 'revoked')")),
    comment="what merchants intend to give, or have agreed to",
)  # fmt: skip
