"""What briefing notes may be about, and how much may be written."""

from collections.abc import Mapping

from services.reporting.figures.parameters import FIGURES
from shared.language import Named

MOST_SUBJECT = 40
MOST_TEXT = 4_000
MOST_FIGURES = 12
# With which its document number begins where the county loaded no other.
WORD = "简报"
CHOICES: Mapping[str, Named] = {
    figure.code: Named(figure.code, figure.name.zh, figure.name.en) for figure in FIGURES
}  # fmt: skip
