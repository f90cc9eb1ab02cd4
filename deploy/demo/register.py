"""The register as a clerk would hand it in: an Excel workbook with the columns of the import template."""

from collections.abc import Callable, Iterable, Mapping
from io import BytesIO

import xlsxwriter

from deploy.demo.people import Person

COLUMNS: Mapping[str, Callable[[Person], str]] = {
    "姓名": lambda person: person.name,
    "身份证号": lambda person: person.id_number,
    "性别": lambda person: person.sex,
    "民族": lambda person: "01",
    "政治面貌": lambda person: "01" if person.party_member else "13",
    "户籍地代码": lambda person: person.room.division or "411329",
    "常住地代码": lambda person: person.room.division or "411329",
    "服务室代码": lambda person: person.room.code,
    "入伍日期": lambda person: person.enlisted_on.isoformat(),
    "退役日期": lambda person: person.discharged_on.isoformat(),
    "登记日期": lambda person: person.registered_on.isoformat(),
    "合成数据": lambda person: "是",
}


def register_workbook(people: Iterable[Person]) -> bytes:
    """The bytes of an XLSX workbook: a header row, then one row per person, every cell text."""
    buffer = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        sheet = workbook.add_worksheet("登记表")
        sheet.write_row(0, 0, list(COLUMNS))
        for number, person in enumerate(people, start=1):
            sheet.write_row(number, 0, [value(person) for value in COLUMNS.values()])
    return buffer.getvalue()
