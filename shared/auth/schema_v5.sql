CREATE TABLE moved_unit (
    org_code text NOT NULL CONSTRAINT pk_moved_unit PRIMARY KEY,
    from_path text NOT NULL,
    told_path text NOT NULL,
    org_path ltree NOT NULL
);
COMMENT ON TABLE moved_unit IS 'units that were ever moved to another parent, and where they stand';
COMMENT ON COLUMN moved_unit.from_path IS 'where it stood before, as its last event says';
COMMENT ON COLUMN moved_unit.told_path IS 'where it stands, as its last event says';
COMMENT ON COLUMN moved_unit.org_path IS 'where it stands, by all that is known of those above it too';
CREATE FUNCTION standing_at(said text) RETURNS ltree LANGUAGE sql STABLE AS '
    SELECT coalesce((
        SELECT text2ltree(concat_ws(''.'', ltree2text(org_path), nullif(array_to_string(codes[at + 1:], ''.''), '''')))
        FROM (SELECT string_to_array(said, ''.'') AS codes) AS labels, moved_unit,
            LATERAL array_position(codes, org_code) AS at
        WHERE org_code = ANY (codes) ORDER BY at DESC LIMIT 1
    ), text2ltree(said))
';
COMMENT ON FUNCTION standing_at(text) IS
    'where a unit stands that an event calls by this path: at the place of the lowest unit on it that was moved';
