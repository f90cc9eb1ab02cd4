"""What the API and the workbooks take and say of accounts."""
