"""Of every stock it is decided whether it keeps a unit open; whatever does has its word, and its list in registry."""

from services.registry.reorganisations.parameters import LISTED_AT
from services.reporting.closings.parameters import ENDS_WITH_IT, HELD
from services.reporting.figures.parameters import FIGURES
from shared.events.service_codes import OPEN_MATTER


class TestEveryStock:
    def test_keeps_a_unit_open_or_ends_with_it(self) -> None:
        stocks = {figure.code for figure in FIGURES if figure.kind == "stock"}
        assert HELD.keys() | ENDS_WITH_IT == stocks
        assert HELD.keys() & ENDS_WITH_IT == set()

    def test_that_keeps_it_open_is_called_and_listed(self) -> None:
        assert set(HELD.values()) <= OPEN_MATTER.by_code().keys()
        assert {word: f"/reporting/county/figures/{figure}?unit={{}}" for figure, word in HELD.items()} == {
            word: path for word, path in LISTED_AT.items() if path.startswith("/reporting/")
        }
