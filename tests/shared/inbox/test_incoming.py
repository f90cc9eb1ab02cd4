"""A type is accepted from its owner's topic only, whoever says it is whose."""

from uuid import UUID

from aiokafka.structs import ConsumerRecord

from shared.events.catalogue import CATALOGUE
from shared.events.contract import Published
from shared.events.envelope import Envelope, encode_headers
from shared.inbox.incoming import read_record
from shared.inbox.subscription import Subscription
from tests.contracts.every_type import of_every_type
from tests.given import NOW

KEY = "01900000-0000-7000-8000-000000000001"
SUBSCRIPTION = Subscription(())
ONE_OF_EACH_TOPIC = {each.topic: each for each in CATALOGUE}


def record(published: Published, topic: str, source: str) -> ConsumerRecord:
    envelope = Envelope(
        id=UUID(KEY), source=source, type=published.type, subject=KEY, time=NOW, dataschema=published.dataschema,
        partitionkey=KEY, sequence=1, correlationid=KEY, piiclass=published.pii,
    )  # fmt: skip
    return ConsumerRecord(topic, 0, 0, 0, 0, KEY.encode(), b"{}", None, 0, 2, encode_headers(envelope))


@of_every_type
class TestAType:
    def test_is_read_from_the_topic_of_its_owner(self, published: Published) -> None:
        read = read_record(record(published, published.topic, published.source), SUBSCRIPTION)
        assert (read.broken, read.published) == ("", published)

    def test_is_broken_on_every_other_topic_under_either_name(self, published: Published) -> None:
        others = [each for each in ONE_OF_EACH_TOPIC.values() if each.topic != published.topic]
        assert others
        for other in others:
            for source in (published.source, other.source):
                read = read_record(record(published, other.topic, source), SUBSCRIPTION)
                assert read.broken == f"{published.type} does not belong on this topic"
                assert read.published is None

    def test_is_broken_in_the_name_of_another(self, published: Published) -> None:
        source = next(each.source for each in CATALOGUE if each.source != published.source)
        read = read_record(record(published, published.topic, source), SUBSCRIPTION)
        assert read.broken == "ce_source is not the owner of this topic"
