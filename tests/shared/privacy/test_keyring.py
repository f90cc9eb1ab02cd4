"""The keys of a service: what each opens, and how one takes another's place while the service runs."""

import base64
import hmac
from time import monotonic

import pytest
from pydantic import SecretStr

from shared.followed import LOOK_SECONDS
from shared.ids import new_id
from shared.privacy.encryption import BrokenCiphertext, decrypt, encrypt
from shared.privacy.keyring import Keyring, Keys, UnusableKey, decode


def key(letter: str) -> SecretStr:
    return SecretStr(base64.b64encode(letter.encode() * 32).decode())


ONE, TWO = key("1"), key("2")


class Replaced:
    """Keys that were replaced, told once as a file would."""

    def __init__(self) -> None:
        self.keys: Keys | None = None

    def __call__(self) -> Keys | None:
        keys, self.keys = self.keys, None
        return keys


class TestAPersonsKey:
    def test_is_useless_without_its_master_key(self) -> None:
        person = new_id()
        _, wrapped = Keyring(Keys([ONE])).new_key(person)
        with pytest.raises(UnusableKey):
            Keyring(Keys([TWO])).unwrap(wrapped, person)

    def test_does_not_open_under_the_name_of_another_master_key(self) -> None:
        person = new_id()
        one, two = Keyring(Keys([ONE])), Keyring(Keys([TWO]))
        _, wrapped = one.new_key(person)
        with pytest.raises(BrokenCiphertext):
            two.unwrap(two.prefix + wrapped[len(one.prefix) :], person)

    def test_cannot_be_moved_to_another_person(self) -> None:
        ring = Keyring(Keys([ONE]))
        _, wrapped = ring.new_key(new_id())
        with pytest.raises(BrokenCiphertext):
            ring.unwrap(wrapped, new_id())

    def test_prints_nothing_of_itself(self) -> None:
        data_key, _ = Keyring(Keys([ONE])).new_key(new_id())
        assert repr(data_key) == "<DataKey>"


class TestAMasterKeyThatIsReplaced:
    def test_still_opens_what_it_wrapped_while_the_new_one_wraps(self) -> None:
        person = new_id()
        before, both = Keyring(Keys([ONE])), Keyring(Keys([TWO, ONE]))
        data_key, wrapped = before.new_key(person)
        stored = encrypt("clear", "person", "name", person, data_key)
        assert decrypt(stored, "person", "name", person, both.unwrap(wrapped, person)) == "clear"
        assert both.new_key(person)[1].startswith(Keyring(Keys([TWO])).prefix)

    def test_is_needed_no_more_once_the_key_is_wrapped_anew(self) -> None:
        person = new_id()
        data_key, wrapped = Keyring(Keys([ONE])).new_key(person)
        stored = encrypt("clear", "person", "name", person, data_key)
        anew = Keyring(Keys([TWO, ONE])).rewrap(wrapped, person)
        assert decrypt(stored, "person", "name", person, Keyring(Keys([TWO])).unwrap(anew, person)) == "clear"

    def test_is_followed_by_a_running_process_at_once_when_it_meets_the_new_one(self) -> None:
        person, replaced = new_id(), Replaced()
        running = Keyring(Keys([ONE]), replaced)
        replaced.keys = Keys([TWO, ONE])
        _, wrapped = Keyring(Keys([TWO])).new_key(person)
        running.unwrap(wrapped, person)
        assert running.prefix == Keyring(Keys([TWO])).prefix

    def test_is_followed_by_a_running_process_within_a_second(self, monkeypatch: pytest.MonkeyPatch) -> None:
        replaced = Replaced()
        running = Keyring(Keys([ONE]), replaced)
        replaced.keys = Keys([TWO, ONE])
        assert running.prefix == Keyring(Keys([ONE])).prefix
        monkeypatch.setattr("shared.followed.monotonic", lambda: monotonic() + LOOK_SECONDS)
        assert running.prefix == Keyring(Keys([TWO])).prefix


class TestAKey:
    @pytest.mark.parametrize("text", ["", "short", "not base64!", base64.b64encode(b"x" * 31).decode()])
    def test_must_be_thirty_two_bytes_in_base64(self, text: str) -> None:
        with pytest.raises(UnusableKey, match="32 bytes in base64"):
            Keyring(Keys([SecretStr(text)]))

    def test_is_never_printed(self) -> None:
        ring = Keyring(Keys([ONE], (TWO, None)))
        assert repr(ring) == "<Keyring>"
        assert ONE.get_secret_value() not in f"{vars(ring)}"


class TestSearchHashes:
    def test_are_the_same_for_the_same_value_and_keys(self) -> None:
        ring = Keyring(Keys([ONE], (ONE, TWO)))
        assert ring.search_hashes("999101", field="id") == ring.search_hashes("999101", field="id")

    def test_are_the_hmac_of_field_and_value(self) -> None:
        found = Keyring(Keys([ONE], (TWO, None))).search_hashes("张三", field="name")
        assert found.a == hmac.digest(decode(TWO), "name\x1f张三".encode(), "sha256")

    def test_differ_by_value_field_and_key(self) -> None:
        ring = Keyring(Keys([ONE], (ONE, TWO)))
        found = {
            *ring.search_hashes("999101", field="id"),
            *ring.search_hashes("999102", field="id"),
            *ring.search_hashes("999101", field="phone"),
        }
        assert len(found) == 6
        assert {len(each or b"") for each in found} == {32}

    def test_do_not_depend_on_the_master_key(self) -> None:
        one, two = (Keyring(Keys([master], (ONE, None))) for master in (ONE, TWO))
        assert one.search_hashes("999101") == two.search_hashes("999101")

    def test_have_one_in_common_with_whoever_knows_only_one_of_two_keys(self) -> None:
        before, both, after = (Keyring(Keys([ONE], each)) for each in ((ONE, None), (ONE, TWO), (None, TWO)))
        assert both.search_hashes("999101").a == before.search_hashes("999101").a
        assert both.search_hashes("999101").b == after.search_hashes("999101").b
        assert before.search_hashes("999101").b is None
