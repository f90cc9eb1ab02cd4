"""What briefing notes may be about, how much may be written, and how one stands."""

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
STATES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("draft", "待印发", "draft"),
        Named("issued", "已印发", "issued"),
        Named("withdrawn", "已撤回", "withdrawn"),
    )
}
