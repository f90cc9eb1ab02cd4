"""What the API takes and says about the days' work.

reports    reports of stations
rooms      lines of rooms
"""
