# --8<-- [start:choose]
from babel import Locale, negotiate_locale
from flask import has_request_context, request, url_for
from flask_babel import Babel, get_locale
from pytz import common_timezones

LANGUAGES = ["en", "de", "pl"]

babel = Babel()


def init_app(app):
    babel.init_app(app, locale_selector=choose_language, timezone_selector=choose_time_zone)
    app.add_template_global(get_locale)
    app.add_template_global(alternates)
    app.after_request(say_so)


def choose_language():
    """The address decides, then what the visitor chose, then the browser."""
    return language_in_address() or chosen("language", LANGUAGES) or language_of_browser()


def language_in_address():
    """Of a page that does not exist, too: its 404 speaks the language of the address."""
    return next((one for one in request.path.split("/")[1:2] if one in LANGUAGES), None)


def language_of_browser():
    # Not best_match: of "de-AT, en;q=0.5" it makes "en", which matches exactly.
    tags = [tag.lower() for tag, quality in request.accept_languages if quality > 0]
    return negotiate_locale(tags, LANGUAGES, sep="-") or "en"


# --8<-- [end:choose]


# --8<-- [start:time-zone]
def choose_time_zone():
    return chosen("time_zone", common_timezones)


def chosen(name, offered):
    """What a cookie says, if it is one of ours: anybody can write anything there."""
    value = request.cookies.get(name) if has_request_context() else None
    return value if value in offered else None


# --8<-- [end:time-zone]


# --8<-- [start:say-so]
def say_so(response):
    if not response.location:  # the few words of a redirect are English
        response.headers["Content-Language"] = choose_language()
    response.vary.add("Cookie")
    if not language_in_address():
        response.vary.add("Accept-Language")
    return response


# --8<-- [end:say-so]


# --8<-- [start:alternates]
def alternates():
    """This page in each language: its code, its name in itself, its address."""
    endpoint, values = request.endpoint or "", request.view_args or {}
    for code in LANGUAGES:
        address = url_for(endpoint, **values | {"language": code}, _external=True)
        yield code, Locale(code).display_name, address


# --8<-- [end:alternates]
