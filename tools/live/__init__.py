"""`make live`: what a page fetches to run an application in the reader's browser."""
