"""Reading what is said of the days' work.

months     the reports of a month as a grid
reports    reports of stations, their sheets, what is counted to them
rooms      lines of rooms
totals     what the reports of some days say together
"""
