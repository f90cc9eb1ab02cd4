"""What is told of a projection that failed: enough for an operator, nothing of a person."""

from shared.ids import new_id
from shared.inbox.applying import ApplyFailed


class TestApplyFailed:
    def test_says_what_failed_without_a_number_that_may_be_a_persons(self) -> None:
        unit = new_id()
        said = str(ApplyFailed("figures", KeyError(f"110101199003070000 of {unit}")))
        assert said == f"figures: KeyError: '*** of {unit}'"
