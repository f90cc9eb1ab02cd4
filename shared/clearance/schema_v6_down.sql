DROP TABLE unit_clearance;
DROP TABLE closing_unit;
