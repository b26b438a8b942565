"""What runs applications in a reader's browser: the scripts here, and Python for Pyodide."""
