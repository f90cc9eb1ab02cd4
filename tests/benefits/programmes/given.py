"""Programmes as the centre writes them and a leader brings them into force."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.programmes.commands import activate_programme, draft_programme
from services.benefits.programmes.domain import Draft, Rule, Version
from tests.given import given_work

SOURCE = "新退役军人〔2019〕3号 第二条"
RULES = (Rule("category", SOURCE, "两参人员及重点优抚对象每年免费体检一次。"),)
BODY: dict[str, Any] = {
    "programme_code": "health-check",
    "name": "免费健康体检",
    "slot": "free-1",
    "valid_from": "2019-01-01",
    "rules": [{"code": "category", "source": SOURCE, "text": "每年一次。"}],
}
DOCUMENT = "新退役军人〔2019〕3号"


def given_draft(**changes: Any) -> Draft:
    facts: dict[str, Any] = {
        "programme_code": "health-check",
        "name": "免费健康体检",
        "slot": "free-1",
        "valid_from": date(2019, 1, 1),
        "valid_to": None,
        "rules": RULES,
    }
    return Draft(**{**facts, **changes})


async def drafted(engine: AsyncEngine, **changes: Any) -> UUID:
    """By somebody of the centre."""
    return await draft_programme(given_work(engine), given_draft(**changes), document=DOCUMENT)


async def given_programme(engine: AsyncEngine, **changes: Any) -> Version:
    """Written by one, brought into force by another."""
    return await activate_programme(given_work(engine), await drafted(engine, **changes), version=1)
