"""Veterans: persons and their files, how one is registered, who may read what of them."""
