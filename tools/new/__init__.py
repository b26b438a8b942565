"""Commands that start a page or a task."""
