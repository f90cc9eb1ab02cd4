"""What applies the list of topics."""

from pathlib import Path

import pytest
from confluent_kafka.admin import AdminClient

from deploy.embedded.kafka import Kafka
from deploy.kafka.client import configuration
from deploy.kafka.topics import Applied, Topic, apply, asked_for, listed, spread
from deploy.trouble import Trouble

FOREVER = {"retention.ms": "-1", "message.timestamp.type": "LogAppendTime"}


def _partitions(kafka: Kafka, topic: str) -> int:
    name = kafka.broker.physical(topic)
    there = AdminClient(configuration(kafka.broker)).list_topics(name, timeout=10).topics[name]
    return len(there.partitions)


class TestApply:
    def test_creates_what_is_missing_and_changes_nothing_the_second_time(self, kafka: Kafka) -> None:
        topics = [Topic("applied.one", 12, FOREVER), Topic("applied.two", 3, {})]
        assert apply(kafka.broker, topics) == Applied(("applied.one", "applied.two"), ())
        assert apply(kafka.broker, topics) == Applied((), ())

    def test_changes_a_setting_that_differs(self, kafka: Kafka) -> None:
        apply(kafka.broker, [Topic("applied.setting", 1, {"retention.ms": "1000"})])
        assert apply(kafka.broker, [Topic("applied.setting", 1, FOREVER)]).changed == ("applied.setting",)
        assert apply(kafka.broker, [Topic("applied.setting", 1, FOREVER)]).changed == ()

    def test_leaves_the_partitions_that_an_earlier_release_gave_a_topic(self, kafka: Kafka) -> None:
        apply(kafka.broker, [Topic("applied.before", 12, FOREVER)])
        assert apply(kafka.broker, [Topic("applied.before", 3, FOREVER)]) == Applied((), ())
        assert _partitions(kafka, "applied.before") == 12

    def test_gives_a_new_topic_as_many_partitions_as_those_that_are_listed_alike(self, kafka: Kafka) -> None:
        apply(kafka.broker, [Topic("applied.old", 12, {})])
        apply(kafka.broker, [Topic("applied.old", 3, {}), Topic("applied.new", 3, {}), Topic("applied.single", 1, {})])
        assert (_partitions(kafka, "applied.new"), _partitions(kafka, "applied.single")) == (12, 1)

    def test_gives_all_but_those_of_one_as_many_partitions_as_are_asked_for_from_then_on(self, kafka: Kafka) -> None:
        asked = [Topic("applied.wide", 3, {}), Topic("applied.inbound", 1, {})]
        apply(kafka.broker, spread(asked, 6))
        apply(kafka.broker, [*asked, Topic("applied.later", 3, {})])
        names = ("applied.wide", "applied.inbound", "applied.later")
        assert [_partitions(kafka, name) for name in names] == [6, 1, 6]

    def test_does_not_add_partitions_to_a_topic(self, kafka: Kafka) -> None:
        apply(kafka.broker, [Topic("applied.narrow", 3, {})])
        with pytest.raises(Trouble, match="has 3 partitions instead of 6; never changed in place"):
            apply(kafka.broker, spread([Topic("applied.narrow", 3, {})], 6))

    @pytest.mark.parametrize("partitions", ["2", "0", "six", "-6"])
    def test_refuses_what_is_no_number_of_partitions_or_too_low(self, partitions: str) -> None:
        with pytest.raises(Trouble, match=f"partitions: a whole number from 3 to 100, not {partitions}"):
            asked_for(listed(), [partitions])

    def test_takes_those_that_are_listed_where_no_number_is_asked_for(self) -> None:
        assert asked_for(listed(), []) == listed()
        assert {topic.partitions for topic in asked_for(listed(), ["6"])} == {1, 6}

    def test_refuses_fewer_partitions(self, kafka: Kafka) -> None:
        apply(kafka.broker, [Topic("applied.partitions", 2, {})])
        with pytest.raises(Trouble, match="has 2 partitions instead of 3"):
            apply(kafka.broker, [Topic("applied.partitions", 3, {})])


class TestListed:
    def test_writes_settings_as_kafka_does(self, tmp_path: Path) -> None:
        file = tmp_path / "topics.yaml"
        file.write_text("- {name: a.b, partitions: 12, config: {retention.ms: -1, preallocate: false}}\n")
        assert listed(file) == (Topic("a.b", 12, {"retention.ms": "-1", "preallocate": "false"}),)
