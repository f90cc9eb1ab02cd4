"""Persons in workbooks by their identity numbers, beside a registry that says whose these are."""

from datetime import date
from typing import Any

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.numbers import MOST_NUMBERS
from shared.auth.permissions import PERMISSIONS
from shared.auth.roles import Role
from tests.benefits.checks.given import DOCUMENT
from tests.benefits.conftest import ClientOf
from tests.benefits.given import (
    ROOM,
    STATION,
    SUMMARY,
    code_of,
)
from tests.benefits.named import ASKED, ELSEWHERE, MEDIATOR, NOBODYS, ClerkOf, Persons, kept_somewhere
from tests.benefits.training.given import given_course
from tests.browsers import as_browser, words_of
from tests.given import CENTRE
from tests.registry.given import audited as audited_in_registry
from tests.registry.persons import OTHER_ROOM, ZHANG_WEI, given_number
from tests.workbooks import filled, hand_in, header_of, notes_of, told

APPLICANT, MEDIATORS = "申请人身份证号或档案编号", "调解员身份证号或档案编号"
WHO = "身份证号或档案编号"
CHECK = {
    "年度": 2019, "批次": 1, "体检机构": "新野县人民医院", "安排日期": "2019-05-06", "体检日期": "2019-05-08",
    "依据": DOCUMENT,
}  # fmt: skip


async def sent(client: httpx2.AsyncClient, at: str, rows: list[dict[str, Any]], *, dry_run: bool = False) -> Any:
    template = (await client.get(f"{at}/template.xlsx")).content
    answer = await hand_in(client, f"{at}/workbooks", filled(template, rows), dry_run=dry_run)
    assert answer.status_code == 200, answer.text
    return answer.json()


def case(who: object, day: int = 2, **more: Any) -> dict[str, Any]:
    opened = {"类别": "矛盾纠纷", "受理机构代码": code_of(ROOM), "立案日期": f"2019-04-{day:02}", "案情": SUMMARY}
    return {APPLICANT: who if isinstance(who, int) else str(who), **opened, **more}


def check(who: object, **more: Any) -> dict[str, Any]:
    return {WHO: str(who), **CHECK, **more}


def faults(batch: Any) -> list[list[tuple[str, str]]]:
    return [[(fault["field"], fault["code"]) for fault in row["faults"]] for row in batch["rows"]]


class TestAWorkbookOfDisputes:
    async def test_names_persons_by_identity_numbers_or_files(
        self,
        clerk_of: ClerkOf,
        persons: Persons,
        registry_engine: AsyncEngine,
        benefits_engine: AsyncEngine,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        """However a number is written; in fifteen digits, in full width, with blanks. It is kept and told nowhere."""
        clerk = await clerk_of()
        wide = "９９９３２９１９５９０２２６００１２"
        written = (ZHANG_WEI, "999329590226001", wide, f" {ZHANG_WEI} ", str(persons.veteran))
        mediated = {MEDIATORS: MEDIATOR, "指派日期": "2019-04-20"}
        rows = [case(each, day, **mediated) for day, each in enumerate(written, start=2)]
        for dry_run, outcome in ((True, "acceptable"), (False, "recorded"), (False, "present")):
            batch = await sent(clerk, "/cases", rows, dry_run=dry_run)
            assert [each[1:] for each in told(batch)] == [(outcome, None, [])] * len(rows)
        shown = [(await clerk.get(f"/cases/{row['case_id']}")).json() for row in batch["rows"]]
        assert {each["applicant_id"] for each in shown} == {str(persons.veteran)}
        assert [each["mediator_ids"] for each in shown] == [[str(persons.mediator)]] * len(rows)
        # Each number once a file, and each time with a line of its own.
        looked_up = [(f"veteran {each}", "done") for each in (persons.veteran, persons.mediator)]
        assert await audited_in_registry(registry_engine, ASKED) == looked_up * 3
        out, err = capsys.readouterr()
        for number in (ZHANG_WEI, MEDIATOR):
            assert await kept_somewhere(benefits_engine, number) == []
            assert await kept_somewhere(registry_engine, number) == []
            assert number not in out + err

    async def test_tells_of_each_cell_what_is_wrong(self, clerk_of: ClerkOf, persons: Persons) -> None:
        clerk = await clerk_of()
        mediated = {MEDIATORS: f"{MEDIATOR}、{NOBODYS}，{persons.mediator} 张三", "指派日期": "2019-04-20"}
        rows = [
            case("张三", 2),
            case("99932919590226001", 3),
            case("999329195902260010", 4),
            case("999329195902300012", 5),
            case("9.99329E+17", 6),
            case(int(ZHANG_WEI), 7),
            case(NOBODYS, 8),
            case(ZHANG_WEI, 9, **mediated),
        ]
        mediators = [("mediator_ids.1", "veteran-not-found"), ("mediator_ids.3", "neither-number")]
        codes = (
            "neither-number", "neither-number", "checksum", "date", "scientific-notation", "number-not-text",
            "veteran-not-found",
        )  # fmt: skip
        expected = [*([("applicant_id", code)] for code in codes), mediators]
        for dry_run in (True, False):
            batch = await sent(clerk, "/cases", rows, dry_run=dry_run)
            assert faults(batch) == expected
            assert {(row["outcome"], row["code"]) for row in batch["rows"]} == {("refused", "row-invalid")}
            assert all(each["zh"] and each["en"] for row in batch["rows"] for each in row["faults"])
            for number in (ZHANG_WEI, MEDIATOR, NOBODYS):
                assert number not in str(batch)

    async def test_answers_of_somebody_elsewhere_as_of_nobody(
        self, clerk_of: ClerkOf, persons: Persons, registry_engine: AsyncEngine
    ) -> None:
        clerk, centre = await clerk_of(), await clerk_of(Role.CENTRE_STAFF, CENTRE)
        for dry_run in (True, False):
            alike = []
            for number in (ELSEWHERE, NOBODYS):
                [row] = (await sent(clerk, "/cases", [case(number)], dry_run=dry_run))["rows"]
                alike.append(row)
            assert alike[0] == alike[1]
        results = [result for _, result in await audited_in_registry(registry_engine, ASKED)]
        assert results == ["out-of-scope", "veteran-not-found"] * 2
        there = case(ELSEWHERE, 受理机构代码=OTHER_ROOM)
        assert [each[1] for each in told(await sent(centre, "/cases", [there]))] == ["recorded"]

    async def test_is_no_cheaper_to_guess_with_than_a_search_in_a_trial_neither(
        self, clerk_of: ClerkOf, persons: Persons
    ) -> None:
        clerk = await clerk_of()
        guessed = [given_number(serial, date(1970, 5, 6)) for serial in range(59)]
        trial = await sent(clerk, "/cases", [case(number) for number in guessed], dry_run=True)
        assert faults(trial) == [[("applicant_id", "veteran-not-found")]] * 59
        rows = [case(ZHANG_WEI, 3), case(NOBODYS), case(MEDIATOR, 4), case(persons.veteran, 5)]
        batch = await sent(clerk, "/cases", rows, dry_run=True)
        found: list[list[tuple[str, str]]] = [[], [("applicant_id", "veteran-not-found")]]
        assert faults(batch) == [*found, [("applicant_id", "too-many-searches")], []]

    async def test_asks_for_no_more_once_as_many_as_an_hour_allows_were_nobodys(
        self, clerk_of: ClerkOf, persons: Persons, registry_engine: AsyncEngine
    ) -> None:
        """Each of the rest had a line in the audit, and every piece a question."""
        rows = [case(given_number(serial, date(1970, 5, 6))) for serial in range(MOST_NUMBERS + 1)]
        wrong = faults(await sent(await clerk_of(), "/cases", rows, dry_run=True))
        assert wrong[:60] == [[("applicant_id", "veteran-not-found")]] * 60
        assert wrong[60:] == [[("applicant_id", "too-many-searches")]] * (len(rows) - 60)
        results = [result for _, result in await audited_in_registry(registry_engine, ASKED)]
        assert results == ["veteran-not-found"] * 60 + ["too-many-searches"]

    async def test_asks_for_nobody_of_a_cell_that_names_too_many(
        self, clerk_of: ClerkOf, persons: Persons, registry_engine: AsyncEngine
    ) -> None:
        many = "、".join(given_number(serial, date(1970, 5, 6)) for serial in range(21))
        rows = [case(ZHANG_WEI, 3, **{MEDIATORS: many, "指派日期": "2019-04-20"}), case(ZHANG_WEI, 4)]
        for dry_run in (True, False):
            batch = await sent(await clerk_of(), "/cases", rows, dry_run=dry_run)
            assert faults(batch) == [[("mediator_ids", "too-many")], []]
        assert await audited_in_registry(registry_engine, ASKED) == [(f"veteran {persons.veteran}", "done")] * 2

    async def test_is_handed_in_on_the_page_too(self, clerk_of: ClerkOf, persons: Persons) -> None:
        browser, at = as_browser(await clerk_of()), "/benefits/cases/many"
        template = (await browser.get(f"{at}/template.xlsx")).content
        assert {APPLICANT, MEDIATORS} <= set(header_of(template))
        noted = {note[0]: note[2] for note in notes_of(template)}
        assert noted[APPLICANT].startswith("身份证号（18位或15位；单元格须为文本格式），或者人员档案编号")
        book = filled(template, [case(ZHANG_WEI), case(NOBODYS, 3)])
        page = await hand_in(browser, at, book, dry_run=False)
        assert page.status_code == 200, page.text
        assert "已登记 1 行" in words_of(page)
        assert "申请人身份证号或档案编号：没有此身份证号的登记人员，或者不在您的管辖范围内。" in words_of(page)
        assert NOBODYS not in page.text

    async def test_takes_headers_of_ledgers_and_of_earlier_templates(self, clerk_of: ClerkOf, persons: Persons) -> None:
        clerk = await clerk_of()
        for day, (header, who) in enumerate(
            (("申请人身份证号", ZHANG_WEI), ("申请人档案编号", str(persons.veteran))), start=2
        ):
            row = case("", day)
            row = {header if name == APPLICANT else name: said for name, said in row.items()} | {header: who}
            content = "\n".join(",".join(map(str, cells)) for cells in (row, row.values()))
            answer = await hand_in(clerk, "/cases/workbooks", content.encode(), dry_run=False)
            assert [each[1:] for each in told(answer.json())] == [("recorded", None, [])], answer.text


class TestAWorkbookOfABook:
    async def test_names_persons_by_identity_numbers_or_files(
        self, clerk_of: ClerkOf, persons: Persons, benefits_engine: AsyncEngine
    ) -> None:
        clerk = await clerk_of()
        rows = [check(ZHANG_WEI), check(persons.mediator), check(NOBODYS), check(ELSEWHERE), check(persons.veteran)]
        refused = [("refused", "row-invalid", ["person_id"])] * 2 + [("refused", "row-repeated", [])]
        for dry_run, outcome in ((True, "acceptable"), (False, "recorded")):
            batch = await sent(clerk, "/health-checks", rows, dry_run=dry_run)
            assert [each[1:] for each in told(batch)] == [*[(outcome, None, [])] * 2, *refused]
        listed = (await clerk.get("/health-checks")).json()["items"]
        assert {each["person_id"] for each in listed} == {str(persons.veteran), str(persons.mediator)}
        course = str(await given_course(benefits_engine))
        enrolled = {WHO: ZHANG_WEI, "培训班": course, "报名日期": "2019-02-25", "依据": DOCUMENT}
        batch = await sent(clerk, "/training-enrolments", [enrolled])
        assert [each[1:] for each in told(batch)] == [("recorded", None, [])]

    async def test_that_names_files_alone_asks_nobody(
        self, client_of: ClientOf, persons: Persons, registry_engine: AsyncEngine
    ) -> None:
        """Registry is away: rows with files go on, a file with a number is handed in again."""
        clerk = await client_of(Role.STATION_STAFF, STATION)
        batch = await sent(clerk, "/health-checks", [check(persons.veteran)])
        assert [each[1:] for each in told(batch)] == [("recorded", None, [])]
        template = (await clerk.get("/health-checks/template.xlsx")).content
        book = filled(template, [check(persons.mediator), check(ZHANG_WEI)])
        answer = await hand_in(clerk, "/health-checks/workbooks", book, dry_run=False)
        assert (answer.status_code, answer.json()["code"]) == (503, "numbers-unavailable")
        assert len((await clerk.get("/health-checks")).json()["items"]) == 1
        assert await audited_in_registry(registry_engine, ASKED) == []


class TestWhoeverHandsThemIn:
    def test_may_search_by_number(self) -> None:
        """So that nobody has a workbook whose columns he cannot fill in."""
        takes = [each for each in PERMISSIONS.values() if any(route.endswith("/workbooks") for route in each.routes)]
        assert takes
        of_persons = [each for each in takes if any(route.startswith("benefits POST") for route in each.routes)]
        for each in of_persons:
            assert set(each.roles) <= set(PERMISSIONS["veterans.read"].roles), each.name
