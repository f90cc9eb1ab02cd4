"""Taking notices in (`taking`), settling them (`settling`), and forgetting what they said (`forgetting`)."""
