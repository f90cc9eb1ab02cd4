"""What benefits consumes is what the catalogue says it does."""

from services.benefits.worker import PROJECTIONS
from shared.events.catalogue import consumed_by


class TestTheProjections:
    def test_fold_exactly_what_the_catalogue_says(self) -> None:
        folded = {contract for projection in PROJECTIONS for contract in projection.contracts}
        assert folded == {entry.contract for entry in consumed_by("benefits")}
