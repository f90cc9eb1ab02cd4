"""The Spring Festival: the first day of the lunar year, from a table with its source."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files


@cache
def spring_festivals() -> Mapping[int, date]:
    """By year."""
    written = files(__package__).joinpath("spring_festivals.toml").read_text(encoding="utf-8")
    return {day.year: day for day in tomllib.loads(written)["first_days"]}
