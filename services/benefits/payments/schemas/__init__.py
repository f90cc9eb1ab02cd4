"""`entitlements`, what the API takes and says of them; `exported`, their list to take away."""
