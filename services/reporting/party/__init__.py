"""The Party organisations that mirror the service network one to one: a branch a station, a group a room."""
