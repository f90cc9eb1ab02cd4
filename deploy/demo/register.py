"""The register as a clerk would hand it in: an Excel workbook with the columns of the import template."""

from collections.abc import Callable, Iterable, Mapping

from deploy.demo.people import Person
from deploy.demo.workbooks import workbook

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
    """A row per person."""
    rows = ([value(person) for value in COLUMNS.values()] for person in people)
    return workbook(list(COLUMNS), rows, sheet="登记表")
