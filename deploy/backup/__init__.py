"""Backups of a PostgreSQL server: base backups and WAL, sealed in a folder, and their way back to any instant.

settings   what the environment says           server    the server, by PostgreSQL's own programs
vault      a folder whose files are sealed      mark      what stood in the tables at a point of the log
basebackup base backups                         wal       the log, segment by segment
expiry     what is held no longer               scratch   a server restored to a point, for a moment
restoring  a database put in another's place    drill     whether the newest backup would do
second     the copy in another place            keeper    the container: all of it, every day, and its metrics

The same in the container of each database and beside the embedded stack; nothing here needs more than Python and the
programs of two wheels, PostgreSQL's and rclone.
"""
