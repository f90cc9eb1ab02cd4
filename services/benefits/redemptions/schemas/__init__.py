"""What the API takes and says about discounts."""
