"""Persons in the forms of books by their identity numbers, beside a registry that says whose these are."""

from typing import ClassVar

from sqlalchemy.ext.asyncio import AsyncEngine

from tests.benefits.checks.given import DOCUMENT
from tests.benefits.named import ASKED, ELSEWHERE, NOBODYS, ClerkOf, Persons, kept_somewhere
from tests.browsers import as_browser, words_of
from tests.registry.given import audited as audited_in_registry
from tests.registry.persons import ZHANG_WEI


class TestAFormOfABook:
    NEW = "/benefits/health-checks/new"
    SAID: ClassVar = {
        "year": "2019", "batch": "1", "provider": "新野县人民医院", "scheduled_on": "2019-05-06", "document": DOCUMENT,
    }  # fmt: skip

    async def test_names_a_person_by_the_identity_number_or_the_file(
        self, clerk_of: ClerkOf, persons: Persons, registry_engine: AsyncEngine, benefits_engine: AsyncEngine
    ) -> None:
        clerk = await clerk_of()
        browser = as_browser(await clerk_of())
        for who in (f" {ZHANG_WEI} ", str(persons.mediator)):
            done = await browser.post(self.NEW, data={**self.SAID, "person_id": who})
            assert done.status_code == 303, words_of(done)
        listed = (await clerk.get("/health-checks")).json()["items"]
        assert {each["person_id"] for each in listed} == {str(persons.veteran), str(persons.mediator)}
        assert await audited_in_registry(registry_engine, ASKED) == [(f"veteran {persons.veteran}", "done")]
        assert await kept_somewhere(benefits_engine, ZHANG_WEI) == []

    async def test_tells_what_is_wrong_and_of_somebody_elsewhere_as_of_nobody(
        self, clerk_of: ClerkOf, persons: Persons
    ) -> None:
        browser = as_browser(await clerk_of())
        nobody = "没有此身份证号的登记人员，或者不在您的管辖范围内。"
        for who, words in (
            ("张三", "应为身份证号（18位或15位）或者人员档案编号。"),
            ("999329195902260010", "身份证号校验位错误。"),
            (NOBODYS, nobody),
            (ELSEWHERE, nobody),
        ):
            refused = await browser.post(self.NEW, data={**self.SAID, "person_id": who})
            assert (refused.status_code, words in words_of(refused)) == (422, True)

    async def test_shows_the_file_where_something_else_is_wrong(self, clerk_of: ClerkOf, persons: Persons) -> None:
        refused = await as_browser(await clerk_of()).post(
            self.NEW, data={**self.SAID, "person_id": ZHANG_WEI, "year": "x"}
        )
        assert (refused.status_code, ZHANG_WEI in refused.text) == (422, False)
        assert f'value="{persons.veteran}"' in refused.text
