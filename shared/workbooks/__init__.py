"""Workbooks that people hand in, and the empty ones that they fill in: what a file may be, its columns and rows, and
how one is taken in, each row done or refused by itself (`lines`, `uploading`). A file is hostile until it is read, so a
process of its own reads it (`isolation` starts it, `reading` is it).
"""
