"""`papers`, what the API and the pages take of rounds of selection; `views`, what they say; `exported`, lists to take
away."""
