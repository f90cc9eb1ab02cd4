"""Which entry a cell of a workbook means: its list may have been made before a renaming, or be typed from memory."""

from uuid import UUID

import pytest

from shared.language import Named
from shared.workbooks.columns import Column, Kind, numbered

FIRST, ALIKE, OTHER, LIKE_FIRST = (
    UUID("018f4d2a-0000-7000-8000-00001a2b3c4d"),
    UUID("018f4d2a-0001-7000-8000-00001a2b3c4d"),
    UUID("018f4d2a-0002-7000-8000-0000deadbeef"),
    UUID("018f4d2a-0003-7000-8000-000099990000"),
)


def column(**entries: UUID) -> Column:
    named = tuple(numbered(Named(str(number), name, name)) for name, number in entries.items())
    return Column("培训班", "course_id", Kind.ENTRY, "course", choices=tuple(each.zh for each in named), named=named)


class TestACell:
    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("甲班（1a2b3c4d）", FIRST),
            ("改名以前(1A2B3C4D)", FIRST),
            ("甲班", FIRST),
            ("乙班（20190315）", OTHER),
            ("乙班（20190315）（deadbeef）", OTHER),
            ("丙班", None),
            ("丙班（00000000）", None),
        ],
    )
    def test_means_the_entry_of_its_number_or_else_of_its_name(self, written: str, meant: UUID | None) -> None:
        listed = column(**{"甲班": FIRST, "乙班（20190315）": OTHER})
        assert listed.entry_of(written) == (meant and str(meant))

    def test_means_the_one_that_is_listed_so_where_two_numbers_end_alike(self) -> None:
        listed = column(甲班=FIRST, 乙班=ALIKE)
        assert listed.entry_of("乙班（1a2b3c4d）") == str(ALIKE)
        assert listed.entry_of("丙班（1a2b3c4d）") is None

    def test_means_nobody_where_its_name_ends_as_another_ones_number(self) -> None:
        listed = column(**{"甲班": FIRST, "乙班（1a2b3c4d）": LIKE_FIRST})
        assert listed.entry_of("乙班（1a2b3c4d）") is None
        assert listed.entry_of("乙班（1a2b3c4d）（99990000）") == str(LIKE_FIRST)
