"""One file for each experiment; `table` lists them."""
