"""What happened, in words every service shares: contracts, their catalogue and the envelope they travel in.

- `contract`       what an event type must say about itself
- `fields`         the words events are made of: codes, paths, dates, free text
- `registry`, `benefits`, `reporting`, `notifications`   the event types, by owner
- `catalogue`      all of them, to look up by contract, by type string or by consumer
- `envelope`       CloudEvents 1.0 in binary mode on Kafka
"""
