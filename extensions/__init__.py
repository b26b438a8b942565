"""Markdown extensions that `mkdocs.yml` names."""
