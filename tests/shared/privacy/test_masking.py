"""How much of a personal value is shown: nothing of what is not in the form that it should have."""

import pytest

from shared.privacy.masking import mask_bank_account, mask_id_number, mask_phone


class TestAMask:
    @pytest.mark.parametrize("length", range(1, 15))
    def test_shows_nothing_of_an_identity_number_that_is_too_short(self, length: int) -> None:
        assert mask_id_number("123456789012345678"[:length]) == "****"

    @pytest.mark.parametrize(("length", "mask"), [(15, "1****5"), (18, "1****8")])
    def test_shows_the_first_and_last_character_of_an_identity_number_and_not_how_long_it_is(
        self, length: int, mask: str
    ) -> None:
        assert mask_id_number("123456789012345678"[:length]) == mask

    @pytest.mark.parametrize(("number", "mask"), [("123456", "****"), ("1234567", "****67"), ("1" * 12, "****11")])
    def test_shows_at_most_two_digits_of_a_phone_that_is_no_mobile(self, number: str, mask: str) -> None:
        assert mask_phone(number) == mask

    @pytest.mark.parametrize(("number", "mask"), [("12345678901", "****"), ("123456789012", "****9012")])
    def test_shows_four_digits_of_a_bank_account_of_the_usual_length(self, number: str, mask: str) -> None:
        assert mask_bank_account(number) == mask
