"""How fast it is, against limits measured in the same run: `make bench`, or `make bench ONLY=G3`.

measuring   series of repetitions, taken in turns; what a spread voids
targets     what a goal asks, and whether a finding meets it; report: findings on the terminal and as JSON lines
stage       a fresh PostgreSQL and Kafka, databases, topics
goals/      one file for each goal: what is measured against what

The rest is what several goals need: `county` (places and people to write about), `reporting` (its tables as its worker
leaves them), `access` (grants and tokens), `serving` (processes of services), `traffic` (HTTP from raw sockets),
`recording` and `pgbench` (the SQL of a command, replayed in C), `outbox` and `inbox` (backlogs, and how fast they go).
"""
