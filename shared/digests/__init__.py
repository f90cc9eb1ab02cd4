"""Whether services hold the same persons, without telling whom: a number for each unit, and ids only where it differs.

held       what is told, as it travels between services; `schemas` what is asked
canonical  what is summed and how: the one form that all services have
reading    both answers, from what a service holds

A service says what it holds as rows (org_path, person_id, day, change): from `day` on somebody is there (+1), or no
longer (-1). One that keeps no days has one row for each who is there, with none.
"""
