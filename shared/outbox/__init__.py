"""Events leave a service here: written with the change they are about, sent to Kafka by the relay.

record      what a command does        Outgoing, record
rows        the row as it is written   OutboxRow, insert_rows
position    what is published already, and why it is kept as a set
relay       from the table to Kafka    Relay
republish   once more, when Kafka lost data
unrecorded  what Kafka holds in our name and our database lost
reconcile   making the log say what the database says

Rows are kept for good: the outbox is the history of its service, some 35 MB a year in a county.
"""
