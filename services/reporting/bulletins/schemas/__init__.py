"""`views`: what the API takes and says; `exported`: the list, and the numbers of one bulletin, as workbooks."""
