CREATE TABLE working_calendar (
    year integer NOT NULL,
    source text NOT NULL,
    off date[] NOT NULL,
    worked date[] NOT NULL,
    CONSTRAINT pk_working_calendar PRIMARY KEY (year)
);
COMMENT ON TABLE working_calendar IS 'notices on public holidays that were entered or amended; they stand before those released with the system';
COMMENT ON COLUMN working_calendar.source IS 'document number of the notice';
COMMENT ON COLUMN working_calendar.off IS 'days off';
COMMENT ON COLUMN working_calendar.worked IS 'weekend days worked instead';
