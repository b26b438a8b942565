"""What runs an application in Pyodide: in a reader's browser, and in Node for the contracts."""
