"""Filling a template in."""

from collections.abc import Mapping
from datetime import date

from services.notifications.templates.parameters import TEMPLATES


def render(template_code: str, facts: Mapping[str, str], *, signature: str) -> str:
    """The text as the person reads it. `facts` are strings by placeholder; a missing one is a KeyError."""
    template = TEMPLATES[template_code]
    return template.text.format_map({name: facts[name] for name in template.placeholders} | {"signature": signature})


def written_date(day: date) -> str:
    """2019年4月10日."""
    return f"{day.year}年{day.month}月{day.day}日"
