"""What the API takes and says about cases, and what stands in a file of them."""
