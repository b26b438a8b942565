import secrets

from flask import current_app, g, redirect, request

YEAR = 365 * 24 * 60 * 60

# --8<-- [start:headers]
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def add_headers(response):
    headers = HEADERS | {"Content-Security-Policy": policy()}
    if request.is_secure:
        headers["Strict-Transport-Security"] = f"max-age={YEAR}"
    for name, value in headers.items():
        response.headers.setdefault(name, value)  # what a view says of itself stays
    return response


# --8<-- [end:headers]


# --8<-- [start:policy]
def csp_nonce():
    """What a script in this answer has to name in order to run."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return g.csp_nonce


def policy():
    nonce = f" 'nonce-{g.csp_nonce}'" if "csp_nonce" in g else ""
    return (
        f"default-src 'none'; script-src 'self'{nonce}; style-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


# --8<-- [end:policy]


# --8<-- [start:https]
def to_https():
    if current_app.config["HTTPS_ONLY"] and not request.is_secure:
        return redirect(request.url.replace("http:", "https:", 1), 301)


# --8<-- [end:https]


# --8<-- [start:init]
def init_app(app):
    app.before_request(to_https)
    app.after_request(add_headers)  # pages, files, redirects and errors
    app.add_template_global(csp_nonce)


# --8<-- [end:init]
