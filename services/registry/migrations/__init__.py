"""The history of this service's database; `python -m services.registry.worker migrate` brings it up to date."""
