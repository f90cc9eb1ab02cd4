"""The rule by which keys go to partitions: Kafka's own."""

import pytest

from shared.kafka.partition import partition_for


class TestPartitionFor:
    @pytest.mark.parametrize(
        ("key", "hashed"),
        # From UtilsTest.testMurmur2 of Apache Kafka.
        [
            ("21", -973932308),
            ("foobar", -790332482),
            ("a-little-bit-long-string", -985981536),
            ("a-little-bit-longer-string", -1486304829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971),
            ("abc", 479470107),
        ],
    )
    def test_is_the_one_of_java(self, key: str, hashed: int) -> None:
        for partitions in (1, 2, 3, 12, 48, 1_000_003):
            assert partition_for(key, partitions) == (hashed & 0x7FFFFFFF) % partitions
