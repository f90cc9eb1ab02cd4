"""The whole system on one machine without Docker: PostgreSQL, Apache Kafka, four APIs, four workers.

``postgres``  a PostgreSQL server out of a wheel
``kafka``     an Apache Kafka node on a Java runtime out of a wheel
``jars``      Kafka's jars: fetched once, each compared with the lock
``program``   start, watch and stop one process that must not outlive us
"""
