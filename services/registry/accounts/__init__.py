"""Local accounts: who may sign in. What an account may do is said by grants."""
