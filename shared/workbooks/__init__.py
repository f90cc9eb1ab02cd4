"""Workbooks that people hand in, and the empty ones that they fill in: what a file may be, its columns and rows, and a
door by which each row is done or refused by itself (`lines`, `doors`). A file is hostile until it is read, so a process
of its own reads it (`isolation` starts it, `reading` is it).
"""
