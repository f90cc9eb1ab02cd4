"""Which lists of divisions are taken over, and what is said about the others."""

import pytest

from services.registry.divisions.domain import (
    Division,
    DivisionsInvalid,
    DivisionsUnreadable,
    check_lines,
    read_lines,
)

HEADER = "code,name,parent_code,level"
COUNTY = "411329,新野县,4113,county"
TOWN = "411329104,施庵镇,411329,town"
VILLAGE = "411329104210,东杨营村,411329104,village"
NOTHING: frozenset[str] = frozenset()


def csv(*lines: str) -> bytes:
    return "\n".join((HEADER, *lines)).encode()


def faults(*lines: str, known: frozenset[str] = NOTHING) -> list[tuple[str, str]]:
    with pytest.raises(DivisionsInvalid) as refused:
        check_lines(read_lines(csv(*lines)), known)
    return [(fault.field, fault.code) for fault in refused.value.fields]


class TestReadingAList:
    def test_accepts_the_byte_order_mark_that_excel_writes(self) -> None:
        lines = read_lines(b"\xef\xbb\xbf" + csv(COUNTY))
        assert [line.division() for line in lines] == [Division("411329", "新野县", None, "county")]

    def test_accepts_gb18030(self) -> None:
        lines = read_lines("\r\n".join((HEADER, COUNTY, TOWN)).encode("gb18030"))
        assert lines[1].division() == Division("411329104", "施庵镇", "411329", "town")

    def test_passes_over_blank_lines_and_counts_them(self) -> None:
        assert [line.number for line in read_lines(csv(COUNTY, "", " ,,,", TOWN))] == [2, 5]

    def test_trims_what_was_pasted(self) -> None:
        assert read_lines(csv(" 411329 , 新野县 ,4113 , county "))[0].code == "411329"

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"\xff\xfe\x00\x01\xff",
            HEADER.encode(),
            f"code,name\n{COUNTY}".encode(),
            f"name,code,parent_code,level\n{COUNTY}".encode(),
            f'{HEADER}\n{COUNTY}\n411329104,"施庵镇"x,411329,town'.encode(),
        ],
    )
    def test_refuses_what_is_no_such_csv(self, content: bytes) -> None:
        with pytest.raises(DivisionsUnreadable):
            read_lines(content)


class TestJudgingAList:
    def test_accepts_county_town_and_village(self) -> None:
        check_lines(read_lines(csv(COUNTY, TOWN, VILLAGE)), NOTHING)

    def test_accepts_a_child_before_its_parent(self) -> None:
        check_lines(read_lines(csv(VILLAGE, TOWN, COUNTY)), NOTHING)

    def test_accepts_a_parent_that_is_already_known(self) -> None:
        check_lines(read_lines(csv(VILLAGE)), frozenset({"411329104"}))

    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("41132910,施庵镇,411329,town", ("lines.3.code", "code-digits")),
            ("4113２9104,施庵镇,411329,town", ("lines.3.code", "code-digits")),
            ("411329104,,411329,town", ("lines.3.name", "name-given")),
            (f"411329104,{'长' * 61},411329,town", ("lines.3.name", "name-given")),
            ("411329104,施\u200b庵镇,411329,town", ("lines.3.name", "name-fit")),
            ("411329104,施\x00庵镇,411329,town", ("lines.3.name", "name-fit")),
            ("411329104,施庵镇,411329,city", ("lines.3.level", "level-known")),
            ("411329104,施庵镇,411329,village", ("lines.3.level", "level-fits-code")),
            ("411329104,施庵镇,411329,town,更多", ("lines.3.level", "level-known")),
            ("411329104210,东杨营村,411329104,village", ("lines.3.parent_code", "parent-exists")),
        ],
    )
    def test_names_line_column_and_rule(self, line: str, expected: tuple[str, str]) -> None:
        assert faults(COUNTY, line) == [expected]

    def test_names_every_mistake_of_every_line(self) -> None:
        assert faults(COUNTY, "411329104,,411328,city", "x") == [
            ("lines.3.name", "name-given"),
            ("lines.3.parent_code", "parent-is-prefix"),
            ("lines.3.parent_code", "parent-exists"),
            ("lines.3.level", "level-known"),
            ("lines.4.code", "code-digits"),
            ("lines.4.name", "name-given"),
            ("lines.4.parent_code", "parent-exists"),
            ("lines.4.level", "level-known"),
        ]

    def test_names_the_second_of_two_lines_with_one_code(self) -> None:
        assert faults(COUNTY, TOWN, TOWN) == [("lines.4.code", "code-unique")]

    def test_refuses_a_village_put_under_another_town(self) -> None:
        other = "411329105,歪子镇,411329,town"
        misplaced = "411329104210,东杨营村,411329105,village"
        assert faults(COUNTY, TOWN, other, misplaced) == [("lines.5.parent_code", "parent-is-prefix")]

    def test_says_how_many_mistakes_there_are_even_when_it_shows_fewer(self) -> None:
        many = [f"bad{n},村,411329,town" for n in range(1_001)]
        with pytest.raises(DivisionsInvalid) as refused:
            check_lines(read_lines(csv(COUNTY, *many)), NOTHING)
        assert (refused.value.facts["fault_count"], len(refused.value.fields)) == (1_001, 1_000)

    def test_speaks_chinese_and_english(self) -> None:
        with pytest.raises(DivisionsInvalid) as refused:
            check_lines(read_lines(csv(COUNTY, "x,村,411329,town")), NOTHING)
        assert refused.value.sentence("zh-CN") == "区划文件有 1 处错误，未导入任何内容。"
        assert refused.value.fields[0].zh == "第 3 行：代码应为 6、9 或 12 位数字。"
        assert refused.value.fields[0].en == "Line 3: must hold that the code has 6, 9 or 12 digits."
