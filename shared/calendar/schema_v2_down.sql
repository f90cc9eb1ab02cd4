DROP TABLE working_calendar;
