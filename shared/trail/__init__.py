"""The audit trail of a service as auditors read it over HTTP; it is written by `shared/audit`."""
