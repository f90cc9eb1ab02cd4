"""Reading the files that registers are handed in as: hostile until read, so a process of its own does it."""
