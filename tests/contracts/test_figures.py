"""What a contract's text says about figures is what reporting counts."""

import re

import pytest

from services.reporting.figures.domain import COUNTS
from shared.events.catalogue import CATALOGUE
from shared.events.contract import Event

# A figure that is only compared with the one counted (rules C1, C2).
COMPARED = re.compile(r"against F\d\d|并与 ?F\d\d ?核对")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def named(text: str) -> set[str]:
    return set(re.findall(r"F\d\d", COMPARED.sub("", text)))


@pytest.mark.parametrize("contract", [entry.contract for entry in CATALOGUE], ids=lambda each: each.__name__)
class TestTheTextOfAContract:
    def test_names_the_figures_that_count_it_in_both_languages(self, contract: type[Event]) -> None:
        paragraphs = (contract.__doc__ or "").split("\n\n")
        english = {code for each in paragraphs if not CHINESE.search(each) for code in named(each)}
        chinese = {code for each in paragraphs if CHINESE.search(each) for code in named(each)}
        counted = {figure.code for figure, _ in COUNTS.get(contract, ())}
        assert (english, chinese) == (counted, counted)
