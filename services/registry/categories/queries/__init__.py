"""Holdings as they stand; what was said of them before."""
