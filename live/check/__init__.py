"""Holds the application in this interpreter to its contract, with the tests that CI runs."""
