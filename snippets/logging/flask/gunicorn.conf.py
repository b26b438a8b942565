# --8<-- [start:server]
import logs

# Also what Gunicorn says before it has the application, and when it does not get it.
logconfig_dict = logs.LOGGING


def post_request(worker, request, environ, response):
    logs.end()


# --8<-- [end:server]
