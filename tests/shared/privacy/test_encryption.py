"""Fields are readable only with the person's key, in their own place."""

import base64

import pytest
from pydantic import SecretStr

from shared.ids import new_id
from shared.privacy.encryption import (
    BrokenCiphertext,
    Keyring,
    UnusableMasterKey,
    decrypt,
    encrypt,
    master_key_id,
)
from shared.privacy.personal import PhoneNumber

ONE = SecretStr(base64.b64encode(b"1" * 32).decode())
TWO = SecretStr(base64.b64encode(b"2" * 32).decode())
PHONE = PhoneNumber("13812341234")


class TestAnEncryptedField:
    def test_comes_back(self) -> None:
        person = new_id()
        key, wrapped = Keyring(ONE).new_key(person)
        stored = encrypt(PHONE, "contact", "value", person, key)
        again = Keyring(ONE).unwrap(wrapped, person)
        assert decrypt(stored, "contact", "value", person, again) == PHONE.reveal()

    def test_does_not_hold_the_clear_text_and_never_looks_the_same_twice(self) -> None:
        person = new_id()
        key, _ = Keyring(ONE).new_key(person)
        stored = {encrypt(PHONE, "contact", "value", person, key) for _ in range(50)}
        assert len(stored) == 50
        assert not any(PHONE.reveal().encode() in each for each in stored)

    @pytest.mark.parametrize(("table", "column"), [("other", "value"), ("contact", "other"), ("contactvalue", "")])
    def test_cannot_be_read_in_another_place(self, table: str, column: str) -> None:
        person = new_id()
        key, _ = Keyring(ONE).new_key(person)
        stored = encrypt(PHONE, "contact", "value", person, key)
        with pytest.raises(BrokenCiphertext):
            decrypt(stored, table, column, person, key)

    def test_cannot_be_read_as_another_person_or_with_another_key(self) -> None:
        ring, one, two = Keyring(ONE), new_id(), new_id()
        (key, _), (other, _) = ring.new_key(one), ring.new_key(two)
        stored = encrypt(PHONE, "contact", "value", one, key)
        for person, tried in ((two, key), (one, other)):
            with pytest.raises(BrokenCiphertext):
                decrypt(stored, "contact", "value", person, tried)

    def test_cannot_be_changed_by_a_single_bit(self) -> None:
        person = new_id()
        key, _ = Keyring(ONE).new_key(person)
        stored = encrypt(PHONE, "contact", "value", person, key)
        for index in range(len(stored)):
            changed = bytearray(stored)
            changed[index] ^= 1
            with pytest.raises(BrokenCiphertext):
                decrypt(bytes(changed), "contact", "value", person, key)

    @pytest.mark.parametrize("stored", [b"", b"\x01", b"\x01" * 28, b"\x02" * 60])
    def test_is_not_any_bytes(self, stored: bytes) -> None:
        person = new_id()
        key, _ = Keyring(ONE).new_key(person)
        with pytest.raises(BrokenCiphertext):
            decrypt(stored, "contact", "value", person, key)


class TestAPersonsKey:
    def test_is_useless_without_its_master_key(self) -> None:
        person = new_id()
        _, wrapped = Keyring(ONE).new_key(person)
        with pytest.raises(BrokenCiphertext):
            Keyring(TWO).unwrap(wrapped, person)

    def test_names_the_master_key_that_wrapped_it(self) -> None:
        person = new_id()
        _, wrapped = Keyring(ONE, "2026-01").new_key(person)
        assert master_key_id(wrapped) == "2026-01"
        with pytest.raises(UnusableMasterKey, match="'2026-01', not '2027-01'"):
            Keyring(TWO, "2027-01").unwrap(wrapped, person)

    def test_cannot_be_moved_to_another_person(self) -> None:
        ring = Keyring(ONE)
        _, wrapped = ring.new_key(new_id())
        with pytest.raises(BrokenCiphertext):
            ring.unwrap(wrapped, new_id())

    def test_prints_nothing_of_itself(self) -> None:
        key, _ = Keyring(ONE).new_key(new_id())
        assert repr(key) == "<DataKey>"


class TestAMasterKey:
    @pytest.mark.parametrize("text", ["", "short", "not base64!", base64.b64encode(b"x" * 31).decode()])
    def test_must_be_thirty_two_bytes_in_base64(self, text: str) -> None:
        with pytest.raises(UnusableMasterKey, match="32 bytes in base64"):
            Keyring(SecretStr(text))

    def test_prints_only_its_name(self) -> None:
        assert repr(Keyring(ONE, "a")) == "<Keyring a>"


class TestASearchHash:
    def test_is_the_same_for_the_same_value_and_key(self) -> None:
        assert Keyring(ONE).search_hash("999101", field="id") == Keyring(ONE).search_hash("999101", field="id")

    def test_differs_by_value_field_and_master_key(self) -> None:
        hashes = {
            Keyring(ONE).search_hash("999101", field="id"),
            Keyring(ONE).search_hash("999102", field="id"),
            Keyring(ONE).search_hash("999101", field="phone"),
            Keyring(TWO).search_hash("999101", field="id"),
        }
        assert len(hashes) == 4
        assert {len(each) for each in hashes} == {32}
