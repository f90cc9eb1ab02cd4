"""Taking up the files that registers are handed in as."""
