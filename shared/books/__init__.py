"""Books as people meet them: for each of a service's books the same routes and pages, and a workbook to fill in. A
service lists its books in one `Books`; what one is of, stands in a room (`shared.entries`).
"""
