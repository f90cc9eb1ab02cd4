"""`request_import` takes a file in; `judge_chunk` works it off, a chunk at a time; `fail_import` gives it up."""
