"""The words of the list."""

from shared.language import Named

STATES = (Named("false", "待复核", "to be reviewed"), Named("true", "已复核", "reviewed"))
