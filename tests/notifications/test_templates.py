"""Templates: a purpose and a legal basis each, and nothing sensitive in the text."""

from collections.abc import Callable
from datetime import date
from string import Formatter
from typing import Any, get_args

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notifications.deliveries.rules import RULES
from services.notifications.main import create_app
from services.notifications.templates.domain import render, written_date
from services.notifications.templates.parameters import (
    CHANNELS,
    PURPOSES,
    TEMPLATES,
    ChannelCode,
    PurposeCode,
    Template,
)
from shared.auth.roles import Role
from shared.ids import new_id
from tests.given import given_grant
from tests.notifications.given import SIGNATURE, TEXT, case_resolved

# What may stand in a text that others can read over a shoulder: days, and how many. Never a name, a place, a case,
# an outcome.
HARMLESS = {"resolved_on", "reopened_on", "withdrawn_on", "week", "postings"}
SENSITIVE = ("纠纷", "信访", "疾病", "残疾", "参战", "参试", "身份证", "银行", "协议", "法律援助")


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=list(TEMPLATES))
class TestEveryTemplate:
    def test_fills_in_what_it_names_and_nothing_sensitive(self, template: Template) -> None:
        named = {name for _, name, _, _ in Formatter().parse(template.text) if name}
        assert named - {"signature"} == template.placeholders
        assert template.placeholders <= HARMLESS
        assert not any(word in template.text for word in SENSITIVE)

    def test_begins_with_who_writes(self, template: Template) -> None:
        assert template.text.startswith("【{signature}】")

    def test_has_a_purpose_and_a_legal_basis_in_both_languages(self, template: Template) -> None:
        purpose = template.purpose
        assert all((purpose.zh, purpose.en, purpose.legal_basis.zh, purpose.legal_basis.en))

    def test_is_owed_by_some_event(self, template: Template) -> None:
        assert template.code in {rule.template for rule in RULES}


class TestTheTables:
    def test_are_complete(self) -> None:
        assert set(CHANNELS) == set(get_args(ChannelCode))
        assert set(PURPOSES) == set(get_args(PurposeCode))
        assert {rule.template for rule in RULES} <= set(TEMPLATES)


class TestRender:
    def test_gives_the_text_as_people_read_it(self) -> None:
        rule = next(rule for rule in RULES if rule.template == "case-resolved")
        facts = rule.facts(case_resolved(new_id()))
        assert render("case-resolved", facts, signature=SIGNATURE) == TEXT

    def test_takes_no_fact_that_the_template_does_not_name(self) -> None:
        facts = {"resolved_on": written_date(date(2019, 4, 10)), "signature": "别人", "outcome": "达成协议"}
        assert render("case-resolved", facts, signature=SIGNATURE) == TEXT

    def test_fails_rather_than_leave_a_gap(self) -> None:
        with pytest.raises(KeyError):
            render("case-resolved", {}, signature=SIGNATURE)


class TestTemplatesOverHttp:
    async def test_show_text_purpose_and_legal_basis(
        self, notifications_engine: AsyncEngine, settings_of: Any, token_for: Any, api_client: Callable[..., Any]
    ) -> None:
        account = new_id()
        await given_grant(notifications_engine, account, Role.SYSTEM_ADMINISTRATOR)
        app = create_app(settings_of("notifications"))
        assert (await api_client(app).get("/templates")).status_code == 401
        listed = (await api_client(app, token_for(account)).get("/templates")).json()
        assert [each["code"] for each in listed] == list(TEMPLATES)
        shown = listed[0]
        assert (shown["code"], shown["channel"], shown["placeholders"]) == ("case-resolved", "sms", ["resolved_on"])
        assert "第十三条" in shown["purpose"]["legal_basis_zh"]

    async def test_are_not_for_merchants(
        self, notifications_engine: AsyncEngine, settings_of: Any, token_for: Any, api_client: Callable[..., Any]
    ) -> None:
        account = new_id()
        await given_grant(notifications_engine, account, Role.MERCHANT_CLERK)
        app = create_app(settings_of("notifications"))
        assert (await api_client(app, token_for(account)).get("/templates")).status_code == 403
