"""`batches`, what the API takes and says of them; `exported`, payments to take away."""
