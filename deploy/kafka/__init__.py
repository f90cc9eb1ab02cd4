"""Apache Kafka's topics: `topics.yaml` (generated from the catalogue of events) and what applies it."""
