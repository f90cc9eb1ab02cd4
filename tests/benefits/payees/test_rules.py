"""The form of an account, and whether somebody can be paid."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.benefits.payees.domain import (
    CountingAccount,
    PayeeInvalid,
    is_valid_card,
    must_be_possible,
    must_be_same,
    number_digests,
    opened_form,
    payable_by,
    plain_number,
    sealed_form,
)
from services.benefits.payees.parameters import HOLDERS, MOST_PERSONS, OWN
from shared.privacy.personal import BankAccount
from tests.benefits.payees.given import BOOK, CARD, OTHER_CARD, account, faults_of

TODAY = date(2019, 4, 10)
FIRST, SECOND = UUID(int=1), UUID(int=2)


def faults(number: str = CARD, *, persons: int = 0, compared: bool = False, **own: Any) -> set[tuple[str, str]]:
    since = own.pop("since", TODAY)
    said = {"since": since, "today": TODAY, "persons": persons, "compared": compared}
    try:
        must_be_possible(account(number, **own), **said)
    except PayeeInvalid as refused:
        return {(fault.field, fault.code) for fault in refused.fields}
    return set()


class TestTheFormOfAnAccount:
    @pytest.mark.parametrize("number", [CARD, OTHER_CARD, BOOK, "1" * 12, "1" * 19])
    def test_is_twelve_to_nineteen_digits(self, number: str) -> None:
        assert faults(number) == set()

    @pytest.mark.parametrize("number", ["1" * 11, "1" * 20, "60012345678901234x", "６００１２３４５６７８９０１２"])
    def test_is_nothing_else(self, number: str) -> None:
        assert ("number", "not-an-account") in faults(number)

    @given(st.integers(0, 18), st.integers(1, 9))
    def test_tells_every_wrong_digit_of_a_card(self, place: int, by: int) -> None:
        wrong = f"{CARD[:place]}{(int(CARD[place]) + by) % 10}{CARD[place + 1 :]}"
        assert not is_valid_card(wrong)
        if wrong.startswith("62"):
            assert faults(wrong) == {("number", "check-digit")}
            assert faults(wrong, compared=True) == set()

    def test_knows_no_check_digit_of_a_passbook(self) -> None:
        assert not is_valid_card(BOOK)
        assert faults(BOOK) == set()

    def test_asks_why_it_is_anothers_or_shared(self) -> None:
        for holder in set(HOLDERS) - {OWN}:
            assert faults(holder=holder) == {("reason", "another-holder")}
            assert faults(holder=holder, reason="本人不能办理") == set()
        assert faults(persons=MOST_PERSONS - 1) == set()
        assert faults(persons=MOST_PERSONS) == {("reason", "shared")}
        assert faults(persons=MOST_PERSONS, reason="三兄弟同住") == set()

    def test_names_another_bank_and_no_day_ahead(self) -> None:
        assert faults(bank="other") == {("branch", "required")}
        assert faults(bank="other", branch="示例银行") == set()
        assert faults(since=date(2019, 4, 11)) == {("since", "not-in-future")}

    def test_is_the_same_in_groups(self) -> None:
        typed = BankAccount("6222 0212-3456 7890 128")
        assert plain_number(typed) == BankAccount(CARD)
        must_be_same(BankAccount(CARD), typed)
        with pytest.raises(PayeeInvalid) as refused:
            must_be_same(BankAccount(CARD), BankAccount(OTHER_CARD))
        assert faults_of(refused) == {("number", "differs")}
        assert OTHER_CARD not in repr(refused.value.fields)

    @pytest.mark.parametrize(
        "typed",
        ["６２２２　０２１２　３４５６　７８９０　１２８", "6222–0212–3456–7890–128", "6222\u00a00212 34567890128"],
    )
    def test_is_the_same_in_full_width_digits(self, typed: str) -> None:
        assert plain_number(BankAccount(typed)) == BankAccount(CARD)
        must_be_same(BankAccount(CARD), BankAccount(typed))

    @pytest.mark.parametrize("typed", ["账号", "٦٢٢٢٠٢١٢٣٤٥٦٧٨٩٠١٢٨", "6222021234567890128号"])
    def test_is_not_what_is_no_number(self, typed: str) -> None:
        with pytest.raises(PayeeInvalid) as refused:
            must_be_same(BankAccount(CARD), BankAccount(typed))
        assert faults_of(refused) == {("number", "differs")}

    def test_is_sealed_whole_and_found_by_a_digest_that_tells_nothing(self) -> None:
        said = account(branch="城关支行", holder="spouse", reason="本人住院")
        assert opened_form(sealed_form(said), bank="psbc", holder="spouse", reason="本人住院") == said
        first, second = number_digests((b"1", b"2"), said.number)
        assert first != second
        assert number_digests((b"1",), account(OTHER_CARD).number) != [first]
        assert CARD not in repr(said)


class TestWhoCanBePaid:
    def kept(self, account_id: UUID = FIRST, **own: Any) -> CountingAccount:
        return CountingAccount(
            account_id, **{"is_open": False, "is_to_check": False, "is_own": True, "order": 1.0, **own}
        )

    def test_has_an_account_that_nothing_speaks_against(self) -> None:
        assert payable_by([]) == "no-account"
        assert payable_by([self.kept()]) == FIRST
        assert payable_by([self.kept(is_to_check=True)]) == "to-check"
        assert payable_by([self.kept(is_open=True)]) == "to-confirm"

    def test_waits_while_a_change_waits(self) -> None:
        assert payable_by([self.kept(), self.kept(SECOND, is_open=True)]) == "to-confirm"

    def test_is_paid_into_the_account_of_the_file_that_goes_on(self) -> None:
        merged = self.kept(SECOND, is_own=False, order=2.0)
        assert payable_by([self.kept(), merged]) == FIRST
        assert payable_by([self.kept(is_own=False), merged]) == SECOND
        assert payable_by([self.kept(), self.kept(SECOND, is_own=False, is_to_check=True)]) == "to-check"
