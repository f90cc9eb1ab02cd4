"""The county's calendar: working days by the State Council's notices, ten-day periods, ISO weeks, months.

notices.toml   the notices known when this was released       notices   reading them
working_days   is_working_day, add_working_days, … (pure)     periods   旬, weeks, months (pure)
tables         what the county entered or amended             queries   both together, and whether a year is missing
spring_festival   first days of lunar years, from spring_festivals.toml
"""
