"""What can be done with a veteran's file: `register_veteran` opens one, `disclose_fields` shows P4 fields in clear.

`enrolment` and `sealing` are how files are written, one or a thousand; the import uses them too.
"""
