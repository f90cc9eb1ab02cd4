DROP FUNCTION standing_at(text);
DROP TABLE moved_unit;
