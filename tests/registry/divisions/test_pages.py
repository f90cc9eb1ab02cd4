"""A list of divisions by form."""

import pytest

from shared.auth.roles import Role
from tests.browsers import links_of, words_of
from tests.registry.conftest import BrowserOf
from tests.registry.given import DIVISIONS

PATH = "/registry/divisions/import"


def file(content: str) -> dict[str, tuple[str, bytes]]:
    return {"lines": ("divisions.csv", content.encode())}


class TestAList:
    async def test_is_taken_over_and_what_it_changed_is_told(self, browser_of: BrowserOf) -> None:
        browser = await browser_of(Role.CENTRE_STAFF)
        assert PATH in links_of(await browser.get("/registry/network"))
        assert (await browser.get(PATH)).status_code == 200
        taken = await browser.post(PATH, data={"idempotency_key": "once"}, files=file(DIVISIONS))
        assert taken.status_code == 200
        assert "新增 6 名称或级别有变 0 未变 0" in words_of(taken)

    async def test_that_is_another_one_under_the_same_key_is_refused(self, browser_of: BrowserOf) -> None:
        browser = await browser_of(Role.CENTRE_STAFF)
        other = DIVISIONS + "411329106,五星镇,411329,town\n"
        for content, words in ((DIVISIONS, "新增 6"), (DIVISIONS, "新增 6"), (other, "该请求此前已提交")):
            answer = await browser.post(PATH, data={"idempotency_key": "once"}, files=file(content))
            assert words in words_of(answer)
        assert answer.status_code == 422

    async def test_names_each_bad_line(self, browser_of: BrowserOf) -> None:
        browser = await browser_of(Role.CENTRE_STAFF)
        refused = await browser.post(PATH, files=file(DIVISIONS + "411329106,五星镇,411329,hamlet\n"))
        assert refused.status_code == 422
        assert "级别应为 county" in words_of(refused)
        assert 'href="#f-lines"' in refused.text
        for sent in ({"lines": ("", b"")}, {"lines": ("a.csv", b"PK a workbook")}):
            assert (await browser.post(PATH, files=sent)).status_code == 422

    @pytest.mark.parametrize("role", [Role.BUREAU_LEADER, Role.STATION_STAFF])
    async def test_is_not_for(self, browser_of: BrowserOf, role: Role) -> None:
        assert (await (await browser_of(role)).get(PATH)).status_code == 403
