"""`make measure`: what a request, a worker, a start and waiting cost in each framework."""

# Each side has a core of its own: the client's work must not slow the server.
SERVER_CORE, CLIENT_CORE = 0, 1
