"""What is taken off, as people write it and as programs say it."""

from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field, ValidationError

from shared.http.rates import Rate


class Terms(BaseModel):
    rate: Annotated[Rate, Field(ge=1, le=9_999)]


@pytest.mark.parametrize(
    ("said", "basis_points"),
    [
        (1_500, 1_500), ("15%", 1_500), ("15％", 1_500), ("8.5折", 1_500), ("8.5 折", 1_500), ("85折", 1_500),
        ("９折", 1_000), ("9.75折", 250), ("0.5%", 50), ("12.25%", 1_225), ("1折", 9_000), ("97.5折", 250),
    ],
)  # fmt: skip
def test_is_read_as_it_is_written(said: Any, basis_points: int) -> None:
    assert Terms.model_validate({"rate": said}).rate == basis_points


@pytest.mark.parametrize("said", ["15", "0.15", "八五折", "150%", "-5%", "15‰", "0%", "0折", ""])
def test_is_not_guessed_at(said: str) -> None:
    with pytest.raises(ValidationError):
        Terms.model_validate({"rate": said})
