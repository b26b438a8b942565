"""What `mkdocs serve` does more than MkDocs: hooks named in `mkdocs.yml`, which patch nothing."""
