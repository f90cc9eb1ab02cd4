"""What outbox and inbox need of Kafka. No other package reaches into aiokafka where it has no public way.

partition   which partition a key belongs to
producer    a producer that can be given up
"""
