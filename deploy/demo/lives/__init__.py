"""A lived year of the demo county: what happens to some hundred people, and what figures must say of it.

acts       what is done in a life, as a plan says it
file       what is known of one file after each act
county     the units as a tree of its own, and who is staff where
life       one life as it is planned
chance     what comes by chance, from a seed alone
plan       the lives: pure, the same for the same seed
walk       one life: what may happen next, chosen by chance
reckoning  the figures of any day as known on any other, from the plan alone
staff      accounts of rooms, stations and the centre
papers     what is filled in for each act
hands      it is done over HTTP, by whose act it is
pairs      two files of one person: what two persons do about them
imported   the workbook of a month
compared   what reporting answers beside what was reckoned
told       what is printed of it
year       month after month
"""
