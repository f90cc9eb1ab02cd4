"""What the API takes and says: rounds with their scores, and workbooks of scores."""
