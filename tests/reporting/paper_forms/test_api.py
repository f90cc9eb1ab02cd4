"""Forms of papers over HTTP, and in a browser without script."""

from datetime import timedelta

from shared.auth.roles import Role
from shared.clock import local_date, machine_now
from shared.ids import new_id
from tests.browsers import links_of, words_of
from tests.papers import words_on
from tests.reporting.conftest import ClientFor
from tests.reporting.given import SHIAN

LIST = "/reporting/paper-forms"


class TestTheApi:
    async def test_loads_what_is_right_and_names_what_is_not(self, client_for: ClientFor) -> None:
        centre, leader = await client_for(), await client_for(Role.BUREAU_LEADER)
        tomorrow = local_date(machine_now()) + timedelta(days=1)
        made = await centre.post("/paper-forms", json={"kind": "slip", "word": "新退役督"})
        assert (made.status_code, made.json()["valid_from"]) == (201, str(tomorrow))
        assert (made.json()["title"], made.json()["word"]) == ("督办单（{colour}）", "新退役督")
        again = await centre.post("/paper-forms", json={"kind": "slip", "word": "新退役督"})
        assert again.json()["form_id"] == made.json()["form_id"]
        sections = [{"code": "tasks", "heading": "任务。"}, {"code": "agreed", "heading": "{held}议定。{whom}"}]
        wrong = {"kind": "minutes", "title": "{weak}纪要", "sections": sections, "valid_from": "2019-04-30"}
        refused = await centre.post("/paper-forms", json=wrong)
        assert (refused.status_code, refused.json()["code"]) == (422, "paper-form-invalid")
        assert [(each["field"], each["code"]) for each in refused.json()["fields"]] == [
            ("title", "placeholder-unknown"),
            ("sections.1.heading", "placeholder-unknown"),
            ("valid_from", "day-not-to-come"),
        ]
        one = f"/paper-forms/{made.json()['form_id']}"
        assert (await leader.get(one)).json()["word"] == "新退役督"
        [listed] = (await leader.get("/paper-forms")).json()["items"]
        assert (listed["kind"], listed["number"]) == ("slip", 1)
        example = await leader.get(f"{one}/letter")
        assert "督办单（蓝色）" in words_on(example.content)
        assert (await leader.get(f"/paper-forms/{new_id()}")).json()["code"] == "paper-form-not-found"
        assert (await leader.post("/paper-forms", json={"kind": "slip"})).status_code == 403
        operator = await client_for(Role.SYSTEM_ADMINISTRATOR)
        assert (
            await operator.post("/paper-forms", json={"kind": "return", "closing": "特此报告。"})
        ).status_code == 201


class TestThePages:
    async def test_show_what_holds_and_load_another(self, browser_for: ClientFor) -> None:
        centre, leader = await browser_for(), await browser_for(Role.BUREAU_LEADER)
        new = f"{LIST}/new?kind=minutes"
        assert new in links_of(await centre.get(LIST))
        assert new not in links_of(await leader.get(LIST))
        assert "标准文字" in words_of(await leader.get(LIST))
        form = await centre.get(new)
        assert 'value="{held}召开' not in form.text
        assert "{held}召开{week}周调度会议，{chair}主持。" in form.text
        said = {
            "kind": "minutes", "head": "新野县退役军人事务局", "title": "调度纪要（{week}）",
            "sections.0.code": "tasks", "sections.0.heading": "本周任务。",
            "sections.1.code": "agreed", "sections.1.heading": "议定{thing}。",
        }  # fmt: skip
        wrong = await centre.post(new, data=said)
        assert wrong.status_code == 422
        assert "第2部分的标题 ：不认识的占位符{thing}；可用：{unit}、{week}、{held}、{chair}。" in words_of(wrong)
        sent = await centre.post(new, data={**said, "sections.1.heading": "议定事项。"})
        assert sent.status_code == 303
        own = sent.headers["location"]
        shown = words_of(await leader.get(own))
        assert "本周任务。 tasks 议定事项。 agreed" in shown
        assert "调度纪要（{week}）" in shown
        assert "尚未启用" in words_of(await leader.get(LIST))
        example = words_of(await leader.get(f"{own}/letter"))
        assert "调度纪要（2019-W17）" in example
        assert example.index("一、本周任务。") < example.index("二、议定事项。")
        assert (await leader.get(f"{own}/letter.pdf")).content[:4] == b"%PDF"
        station = await browser_for(Role.STATION_STAFF, SHIAN)
        assert (await station.get(LIST)).status_code == 403
