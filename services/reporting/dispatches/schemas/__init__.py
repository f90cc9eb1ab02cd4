"""`papers`: what forms and the API take; `views`: what is said of minutes and tasks; `exported`: the list of tasks as a
workbook."""
