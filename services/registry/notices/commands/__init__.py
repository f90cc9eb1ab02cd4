"""Taking notices in (`taking`), settling them (`settling`), recording the death that one tells of (`confirming`), and
forgetting what they said (`forgetting`)."""
