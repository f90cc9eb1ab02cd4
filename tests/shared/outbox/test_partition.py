"""The rule by which keys go to partitions: Kafka's own."""

from uuid import UUID

import pytest
from aiokafka.partitioner import DefaultPartitioner
from aiokafka.partitioner import murmur2 as reference
from hypothesis import given
from hypothesis import strategies as st

from shared.outbox.partition import murmur2, partition_for


class TestMurmur2:
    @pytest.mark.parametrize(
        ("text", "hashed"),
        # From UtilsTest.testMurmur2 of Apache Kafka.
        [
            (b"21", -973932308),
            (b"foobar", -790332482),
            (b"a-little-bit-long-string", -985981536),
            (b"a-little-bit-longer-string", -1486304829),
            (b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971),
            (b"abc", 479470107),
        ],
    )
    def test_is_the_one_of_java(self, text: bytes, hashed: int) -> None:
        assert murmur2(text) == hashed & 0xFFFFFFFF

    @given(st.binary(max_size=200))
    def test_is_the_one_of_the_client_for_any_bytes(self, data: bytes) -> None:
        assert murmur2(data) == reference(data) & 0xFFFFFFFF


class TestPartitionFor:
    @given(st.uuids(), st.integers(min_value=1, max_value=48))
    def test_is_where_any_other_client_would_look(self, key: UUID, partitions: int) -> None:
        everywhere = list(range(partitions))
        theirs = DefaultPartitioner()(str(key).encode(), everywhere, everywhere)
        assert partition_for(str(key), partitions) == theirs
