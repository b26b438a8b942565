"""Commands that write what pages print: package facts, diagrams, verified runs."""
