"""How bulletins begin, and how far back one looks for what is to be adjusted."""

# After the period: the county's rules of the ten-day bulletin (旬通报制度).
WORKING_DAYS_TO_ISSUE = 2
MOST_TEXT = 4_000
# Periods whose bulletins are compared with what is known by now: a year.
LOOKED_BACK = 36
# With which its document number begins where the county loaded no other.
WORD = "旬通报"
FIRST_TEXT = "各服务站对照本期通报核实数字，漏报的日报告及时补报，与事实不符的按规定更正。"
