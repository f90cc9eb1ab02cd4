"""What the API takes and says about veterans. P4 fields go out masked, except in a disclosure."""
