"""Commands that write what pages print: package facts, verified runs."""
