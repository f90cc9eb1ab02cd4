"""What the API takes and says about categories. Which category it is, is said only to whom it was opened for."""
