"""A list taken away as a workbook: for a purpose, up to a number of rows, marked, recorded.

columns     Sheet, Column: what of a line stands in the file, a table of facts; imports nothing heavy
workbook    the file: who took it, when and why on top; the columns; the lines as text
taking      ExportForm, take_away: the one way to take a list away, a command; the answer
pages       the form that asks what for, for the list's filters

In a room: a `Sheet` and an `ExportForm` in `schemas`, an endpoint `…/exports`, a page `…/export`, and a permission.
"""
