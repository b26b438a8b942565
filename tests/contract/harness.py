"""What starts an application for a contract, under the name that contracts use.

The text of each contract is part of what a green run is on record for: it keeps the name.
"""

from tools.running import NO_TLS, Server, ServerError, copy_of, environment, running

__all__ = ["NO_TLS", "Server", "ServerError", "copy_of", "environment", "running"]
