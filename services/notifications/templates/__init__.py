"""The texts people are sent, each with its purpose and legal basis."""
