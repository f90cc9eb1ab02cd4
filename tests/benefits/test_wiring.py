"""What benefits consumes is what the catalogue says it does."""

from services.benefits import SERVICE
from shared.events.catalogue import consumed_by
from shared.service.assembly import projections_of


class TestTheProjections:
    def test_fold_exactly_what_the_catalogue_says(self) -> None:
        folded = {contract for projection in projections_of(SERVICE) for contract in projection.contracts}
        assert folded == {entry.contract for entry in consumed_by("benefits")}
