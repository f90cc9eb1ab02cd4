"""Files over HTTP, and in a browser: bounded, judged by content, answered so that nothing in them runs."""

from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.attachments.parameters import MOST_BYTES, Kind
from shared.auth.roles import Role
from tests.browsers import words_of
from tests.registry.attachments.given import attaching, jpeg, pdf, picture_of, png, telling_jpeg
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import audited, given_network, given_work
from tests.registry.persons import OTHER_ROOM_PATH, ROOM_PATH, given_veteran
from tests.registry.registrations.given import STATION_PATH, scalar

SEEING = {"purpose": "identity-verification", "reason": "核对证件"}
_PAGE = b"<html><script>alert(1)</script></html>"


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine)


def sent(content: bytes, name: str = "photo.jpg", kind: str = "image/jpeg") -> dict[str, Any]:
    return {"file": (name, content, kind)}


def must_not_run(answer: httpx2.Response) -> None:
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"


class TestAnUpload:
    async def test_is_attached_listed_seen_and_withdrawn(
        self, client_for: ClientFor, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        room, station = await client_for(Role.ROOM_STAFF, ROOM_PATH), await client_for(Role.STATION_STAFF, STATION_PATH)
        at = f"/attachments/of/photograph/{veteran}"
        posted = await room.post(at, files=sent(telling_jpeg(), "../../欧阳卓群身份证.svg", "image/svg+xml"))
        assert posted.status_code == 201
        [listed] = (await room.get(at)).json()
        assert (listed["attachment_id"], listed["media_type"], listed["has_thumbnail"]) == (
            posted.json()["attachment_id"], "image/jpeg", True,
        )  # fmt: skip
        assert (await room.get(f"/veterans/{veteran}/attachments")).json() == [listed]
        one = f"/attachments/{listed['attachment_id']}"
        small = await room.get(f"{one}/thumbnail")
        assert picture_of(small.content).size == (200, 150)
        must_not_run(small)
        assert await audited(registry_engine, "see-photograph") == [(f"veteran {veteran}", "done")]
        own = await room.post(f"{one}/disclosures", json=SEEING)
        assert (own.status_code, picture_of(own.content).size) == (200, (320, 240))
        without = await station.post(f"{one}/disclosures", json={"reason": "看看"})
        assert [each["field"] for each in without.json()["fields"]] == ["purpose"]
        seen = await station.post(f"{one}/disclosures", json=SEEING)
        assert (seen.headers["content-type"], picture_of(seen.content).size) == ("image/jpeg", (320, 240))
        assert seen.headers["content-disposition"].startswith('attachment; filename="attachment-')
        assert "身份证" not in str(seen.headers)
        assert "svg" not in str(seen.headers)
        must_not_run(seen)
        assert (await room.post(f"{one}/withdrawal", json={"reason": "拍错了人"})).status_code == 204
        assert [each["reason"] for each in (await room.get(at)).json()] == ["拍错了人"]
        assert (await station.post(f"{one}/disclosures", json=SEEING)).status_code == 404
        assert (await room.get(f"{one}/thumbnail")).status_code == 404

    @pytest.mark.parametrize(
        ("content", "status", "fault"),
        [
            (b"", 422, "not-accepted"),
            (_PAGE, 422, "not-accepted"),
            (pdf(), 422, "not-accepted"),
            (jpeg()[:99], 422, "unreadable"),
            (jpeg() + bytes(MOST_BYTES), 413, "too-large"),
        ],
        ids=["empty", "a page", "no photograph", "damaged", "too large"],
    )
    async def test_is_refused_in_both_languages_by_field_and_rule(
        self, client_for: ClientFor, veteran: UUID, *, content: bytes, status: int, fault: str
    ) -> None:
        clerk = await client_for(Role.ROOM_STAFF, ROOM_PATH)
        at = f"/attachments/of/photograph/{veteran}"
        said = set()
        for language in ("zh-CN", "en"):
            answer = await clerk.post(at, files=sent(content), headers={"Accept-Language": language})
            assert (answer.status_code, *[(each["field"], each["code"]) for each in answer.json()["fields"]]) == (
                status, ("file", fault),
            )  # fmt: skip
            said.add(answer.json()["fields"][0]["message"])
        assert len(said) == 2
        assert (await clerk.get(at)).json() == []

    async def test_needs_a_file_of_something_that_is_there(self, client_for: ClientFor, veteran: UUID) -> None:
        clerk = await client_for(Role.ROOM_STAFF, ROOM_PATH)
        at = f"/attachments/of/photograph/{veteran}"
        empty = await clerk.post(at, data={"file": "a name alone"})
        assert (empty.status_code, empty.json()["fields"][0]["code"]) == (422, "missing")
        assert (await clerk.post(f"/attachments/of/poem/{veteran}", files=sent(jpeg()))).status_code == 422
        elsewhere = await client_for(Role.ROOM_STAFF, OTHER_ROOM_PATH)
        for path in (at, f"/veterans/{veteran}/attachments"):
            assert (await elsewhere.get(path)).status_code == 404
        for content in (jpeg(), _PAGE):  # asked before the file is looked at
            assert (await elsewhere.post(at, files=sent(content))).json()["code"] == "attachment-owner-not-found"

    async def test_says_what_paper_it_is_in_a_word_of_the_list(
        self, client_for: ClientFor, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        clerk = await client_for(Role.ROOM_STAFF, ROOM_PATH)
        at = f"/attachments/of/registration/{veteran}"
        assert (await clerk.post(at, files=sent(pdf()), data={"paper": "household-register"})).status_code == 201
        assert [each["paper"] for each in (await clerk.get(at)).json()] == ["household-register"]
        wrong = await clerk.post(at, files=sent(pdf("另一份")), data={"paper": "欧阳卓群的户口簿"})
        assert [(each["field"], each["code"]) for each in wrong.json()["fields"]] == [("paper", "not-a-paper")]
        for files, fault in (
            ([*sent(pdf("又一份")).items(), ("paper", ("p", b"certificate", "text/plain"))], ("paper", "not-a-file")),
            ([*sent(pdf("又一份")).items()] * 2, ("file", "one-file")),
        ):
            several = await clerk.post(at, files=files)
            assert [(each["field"], each["code"]) for each in several.json()["fields"]] == [fault]
        photograph = f"/attachments/of/photograph/{veteran}"
        needless = await clerk.post(photograph, files=sent(jpeg()), data={"paper": "household-register"})
        assert [(each["field"], each["code"]) for each in needless.json()["fields"]] == [("paper", "not-a-paper")]

    async def test_of_somebody_else_is_not_opened_by_a_room(
        self, client_for: ClientFor, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        attached = await attaching(given_work(registry_engine), Kind.REGISTRATION, veteran, pdf())
        room = await client_for(Role.ROOM_STAFF, ROOM_PATH)
        refused = await room.post(f"/attachments/{attached}/disclosures", json=SEEING)
        assert (refused.status_code, refused.json()["code"]) == (403, "not-attached-by-you")
        assert await scalar(registry_engine, "SELECT count(*) FROM disclosure") == 0
        assert await audited(registry_engine, "disclose-attachment") == [(f"veteran {veteran}", "not-attached-by-you")]

    async def test_repeated_under_its_key_is_attached_once(self, client_for: ClientFor, veteran: UUID) -> None:
        clerk, at = await client_for(Role.ROOM_STAFF, ROOM_PATH), f"/attachments/of/registration/{veteran}"
        answers = [await clerk.post(at, files=sent(pdf()), headers={"Idempotency-Key": "one"}) for _ in range(2)]
        assert answers[0].json() == answers[1].json()
        assert len((await clerk.get(at)).json()) == 1
        assert (await clerk.post(at, files=sent(pdf()))).json()["code"] == "already-attached"


class TestThePages:
    async def test_lead_from_the_person_to_his_photograph(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        clerk, person = await browser_of(Role.STATION_STAFF, STATION_PATH), f"/registry/persons/{veteran}"
        at = f"/registry/attachments/of/photograph/{veteran}"
        assert f"{person}/attachments" in (await clerk.get(person)).text
        assert f"{at}/new" in (await clerk.get(f"{person}/attachments")).text
        form = (await clerk.get(f"{at}/new")).text
        assert 'accept="image/jpeg,image/png" capture="user"' in form
        assert "multipart/form-data" in form
        key = {"idempotency_key": "one"}
        for _ in range(2):
            assert (await clerk.post(f"{at}/new", data=key, files=sent(png()))).headers["location"] == at
        attached = await scalar(registry_engine, "SELECT attachment_id FROM attachment")
        one = f"/registry/attachments/{attached}"
        assert f'<img src="{one}/thumbnail"' in (await clerk.get(f"{person}/attachments")).text
        must_not_run(await clerk.get(f"{one}/thumbnail"))
        missing = await clerk.post(f"{one}/content", data={"purpose": "identity-verification"})
        assert (missing.status_code, 'id="e-reason"' in missing.text) == (422, True)
        shown = await clerk.post(f"{one}/content", data=SEEING)
        assert shown.headers["content-disposition"].startswith("inline; ")
        must_not_run(shown)
        gone = await clerk.post(f"{one}/withdrawal", data={"reason": "拍错了人", "idempotency_key": "two"})
        assert gone.headers["location"] == at
        assert "已撤回" in words_of(await clerk.get(at))
        assert "撤回附件" in words_of(await clerk.get(person))

    async def test_say_at_the_field_what_is_wrong_with_a_file(self, browser_of: BrowserOf, veteran: UUID) -> None:
        clerk = await browser_of(Role.ROOM_STAFF, ROOM_PATH)
        at = f"/registry/attachments/of/registration/{veteran}/new"
        for content, status, words in (
            (_PAGE, 422, "只接收JPEG、PNG、PDF文件"),
            (None, 422, "请选择文件。"),
            (b"", 422, "请选择文件。"),
            (jpeg() + bytes(MOST_BYTES), 413, "文件不能超过10MB。"),
        ):
            files = None if content is None else sent(content)
            answer = await clerk.post(at, data={"idempotency_key": "one"}, files=files)
            assert (answer.status_code, words in words_of(answer), 'id="e-file"' in answer.text) == (status, True, True)

    async def test_a_room_opens_what_it_attached_itself_and_tells_papers_apart(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        others = await attaching(given_work(registry_engine), Kind.REGISTRATION, veteran, pdf())
        room = await browser_of(Role.ROOM_STAFF, ROOM_PATH)
        at = f"/registry/attachments/of/registration/{veteran}"
        assert 'name="paper"' in (await room.get(f"{at}/new")).text
        assert 'name="paper"' not in (await room.get(f"/registry/attachments/of/photograph/{veteran}/new")).text
        for paper, content in (("household-register", pdf("户口簿")), ("", pdf("其他"))):
            said = {"paper": paper, "idempotency_key": content.hex()[-8:] + paper}
            assert (await room.post(f"{at}/new", data=said, files=sent(content))).status_code == 303
        own = await scalar(registry_engine, "SELECT attachment_id FROM attachment WHERE paper = 'household-register'")
        listed = await room.get(at)
        assert "户口簿" in words_of(listed)
        assert (f"{own}/content" in listed.text, f"{others}/content" in listed.text) == (True, False)
        assert (await room.get(f"/registry/attachments/{others}/content")).status_code == 403
        seen = await room.post(f"/registry/attachments/{own}/content", data=SEEING)
        assert (seen.status_code, seen.content) == (200, pdf("户口簿"))

    async def test_give_a_paper_to_be_kept_and_a_leader_sees_it(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        attached = await attaching(given_work(registry_engine), Kind.REGISTRATION, veteran, pdf())
        leader = await browser_of(Role.BUREAU_LEADER)
        kept = await leader.post(f"/registry/attachments/{attached}/content", data=SEEING)
        assert (kept.content, kept.headers["content-type"]) == (pdf(), "application/pdf")
        assert kept.headers["content-disposition"].startswith("attachment; ")
        must_not_run(kept)
        assert (await leader.get(f"/registry/attachments/{attached}/withdrawal")).status_code == 403
        auditor = await browser_of(Role.AUDITOR)
        assert "登记证明材料" in words_of(await auditor.get("/registry/disclosures"))
        assert f"{attached}/content" in (await leader.get(f"/registry/attachments/of/registration/{veteran}")).text
