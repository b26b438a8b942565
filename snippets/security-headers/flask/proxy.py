# --8<-- [start:proxy]
from werkzeug.middleware.proxy_fix import ProxyFix


def only_from(proxies, app):
    """Believe `X-Forwarded-For` and `-Proto` if a proxy sends them, and nobody else."""
    behind_proxy = ProxyFix(app, x_for=1, x_proto=1)  # one proxy: the last value is its own

    def wsgi_app(environ, start_response):
        from_proxy = environ.get("REMOTE_ADDR") in proxies
        return (behind_proxy if from_proxy else app)(environ, start_response)

    return wsgi_app


# --8<-- [end:proxy]
