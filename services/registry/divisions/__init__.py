"""Administrative divisions: county, township level, village level (GB/T 2260, GB/T 10114, statistical codes)."""
