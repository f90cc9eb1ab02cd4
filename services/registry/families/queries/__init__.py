"""Reading families."""
