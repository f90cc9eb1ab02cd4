"""Fields are readable only with the person's key, in their own place."""

import base64

import pytest
from pydantic import SecretStr

from shared.ids import new_id
from shared.privacy.encryption import BrokenCiphertext, decrypt, encrypt
from shared.privacy.keyring import Keyring, Keys
from shared.privacy.personal import PhoneNumber

ONE = Keys([SecretStr(base64.b64encode(b"1" * 32).decode())])
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
