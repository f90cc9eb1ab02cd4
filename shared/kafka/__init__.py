"""What outbox and inbox need of Kafka. No other package reaches into aiokafka where it has no public way.

broker        how the broker is reached, and what topics and groups are called there
configured    the same, as the settings of a service say it
partition     which partition a key belongs to
producer      a producer that can be given up
consumer      a member of a group as we want it
asking        questions of which each answer has its time, not all together
ending        ending what has connections, in bounded time
log           one partition, read by itself: what can be read, and where exactly it stops being readable
bounds        where partitions begin and end
replicas      how many must have a record
topics        which there are, and making topics anew
connection    noticing that a broker went away

What aiokafka does not document has a canary in tests/shared/kafka, and pyproject.toml bounds the version.
"""
