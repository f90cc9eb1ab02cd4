"""Figures of what is done for people."""

from services.reporting.figures.parameters.counting import Figure
from services.reporting.figures.parameters.county import EntryCount
from shared.events.benefits import TrainingCounted
from shared.language import Text

PEOPLE_FIGURES: tuple[Figure, ...] = (
    Figure(
        "F24", Text("免费技能培训人员", "persons trained free"), Text("人", "persons"), "exact",
        (EntryCount(TrainingCounted, lambda each: ((each.trained_on, 1),)),), "person", "flow",
    ),
)  # fmt: skip
