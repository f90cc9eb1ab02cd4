"""What figures there are."""

from dataclasses import replace

import pytest

from services.reporting.figures.domain import FigureNotFound, claims, get_figure
from services.reporting.figures.parameters import FIGURES
from shared.events.registry import OrgUnitClosed, OrgUnitCorrected, OrgUnitEstablished
from shared.events.registry.org_units import OrgUnitClosureRevoked

COUNTED = (OrgUnitCorrected, OrgUnitEstablished, OrgUnitClosed, OrgUnitClosureRevoked)


class TestTheFigures:
    def test_have_codes_of_their_own(self) -> None:
        assert len({figure.code for figure in FIGURES}) == len(FIGURES)

    def test_are_named_in_both_languages(self) -> None:
        texts = [text for figure in FIGURES for text in (figure.name, figure.unit_of_measure)]
        assert all(text.zh and text.en for text in texts)

    def test_claim_their_events_under_code_and_formula(self) -> None:
        figure = get_figure("F03")
        assert claims([figure]) == {"F03.1": COUNTED}
        assert claims([replace(figure, formula=2)]) == {"F03.2": COUNTED}

    def test_are_found_by_their_code_only(self) -> None:
        assert get_figure("F01").unit_of_measure.zh == "人"
        with pytest.raises(FigureNotFound):
            get_figure("F99")
