"""What `make setup` and `make lock` do."""
