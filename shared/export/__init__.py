"""A list taken away as a workbook: for a purpose, up to a number of rows, marked, recorded.

columns     Sheet, Column: what of a line stands in the file, a table of facts; imports nothing heavy
workbook    the file: who took it, when and why on top; the columns; the lines as text
taking      Export, ExportForm, take_away: the one way to take a list away, a command
answering   export_route, export_pages: where that is asked for

In a room: an `Export` in `schemas`, a line in `endpoints`, one in `pages`, and a permission.
"""
