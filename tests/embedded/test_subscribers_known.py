"""What the keeper of subscribers makes of the records that registry has published, readable or not."""

import pytest

from deploy.kafka import subscribers
from tests.embedded.test_subscribers import TODAY


class Record:
    """Of the topic of subscriptions, as the client gives it."""

    def __init__(self, key: str, kind: str, sequence: str, value: str) -> None:
        self.key, self.value = key.encode, value.encode
        self.headers = lambda: [("ce_type", kind.encode()), ("ce_sequence", sequence.encode())]


class TestWhatIsKnown:
    GRANT = '{"subscriber":"a","types":["org-unit-renamed"],"topics":["registry.org-units"],"until_on":"2030-01-01"}'
    OTHER = GRANT.replace('"a"', '"b"')

    def test_is_what_the_last_record_says_that_says_anything(self) -> None:
        granted_, revoked = subscribers.GRANTED, subscribers.REVOKED
        records = [
            Record("a", granted_, "00000000000000000001", self.GRANT),
            Record("a", revoked, "00000000000000000002", '{"subscriber":"a"}'),
            Record("a", granted_, "00000000000000000010", self.GRANT),
            Record("a", "cn.veterans.registry.subscription-noted.v1", "00000000000000000011", "{}"),
        ]
        assert subscribers.known_from(records)["a"].holds(TODAY)
        assert not subscribers.known_from(records[:2])["a"].holds(TODAY)

    @pytest.mark.parametrize("value", ["", "{", "[]", "{}", GRANT.replace("2030-01-01", "soon")])
    def test_is_nothing_of_whom_a_record_cannot_be_read(self, value: str, caplog: pytest.LogCaptureFixture) -> None:
        """Nobody knows whether it was a revocation; the others keep what they have."""
        subscribers._say_once.cache_clear()
        records = [Record("a", subscribers.GRANTED, "1", self.GRANT), Record("b", subscribers.GRANTED, "1", self.OTHER)]
        broken = Record("a", subscribers.GRANTED, "2", value)
        for _ in range(3):
            assert set(subscribers.known_from([*records, broken])) == {"b"}
        assert len(caplog.records) == 1, "it is read every few seconds, and said once"
        again = Record("a", subscribers.GRANTED, "3", self.GRANT)
        assert set(subscribers.known_from([*records, broken, again])) == {"a", "b"}
