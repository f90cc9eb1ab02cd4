"""Rounds of selection in a browser: lists and one round by its stages (`showing`), and a form for each act (`acts`)."""

from services.benefits.awards.pages import acts, showing
from shared.http.router import joined

router = joined(showing.router, acts.router)
