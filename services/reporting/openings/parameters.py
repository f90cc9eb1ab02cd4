"""The figures that may have an opening one."""

from collections.abc import Mapping

from services.reporting.figures.parameters import FIGURES, Figure
from shared.language import Named

# A stock is counted from the files themselves, which an import brings along; what happened before left none.
FLOWS: Mapping[str, Figure] = {figure.code: figure for figure in FIGURES if figure.kind == "flow"}
CHOICES = tuple(Named(figure.code, figure.name.zh, figure.name.en) for figure in FLOWS.values())
STATES = (Named("standing", "有效", "standing"), Named("ended", "已更正或撤回", "corrected or withdrawn"))
