"""Programmes in a browser.

staff    which are in force on a day, one with its rules, drafts and what a leader decides
public   what is in force today, for everybody
"""

from services.benefits.programmes.pages import public, staff
from shared.http.router import joined

router = joined(staff.router, public.router)
