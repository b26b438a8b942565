# --8<-- [start:routes]
import re
from datetime import timedelta

from flask import (
    Blueprint,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import get_locale, get_timezone

from concerts import CONCERTS
from forms import BudgetForm, PreferencesForm
from languages import LANGUAGES, choose_language

site = Blueprint("site", __name__)
pages = Blueprint("pages", __name__, url_prefix=f"/<any({', '.join(LANGUAGES)}):language>")


@pages.url_value_preprocessor
def take_language(endpoint, values):
    values.pop("language")  # choose_language reads the address


@pages.url_defaults
def add_language(endpoint, values):
    values.setdefault("language", choose_language())


# --8<-- [end:routes]


@site.get("/")
def index():
    return redirect(url_for("pages.programme"))


@site.get("/highlight")
def highlight():
    """Without a language in its address."""
    concert = CONCERTS["winterreise"]
    return {
        "title": concert.title,
        "kind": concert.kind,
        "start": concert.start_shown,
        "price": concert.price_shown,
        "places": concert.places_left,
    }


@pages.get("/")
def programme():
    return render_template("programme.html", concerts=CONCERTS.values())


@pages.get("/concerts/<slug>")
def concert(slug):
    found = CONCERTS.get(slug) or abort(404)
    form = BudgetForm(request.args)
    places = None
    if "budget" in request.args and form.validate():
        places = int(form.budget.data // found.price)
    return render_template("concert.html", concert=found, form=form, places=places)


# --8<-- [start:preferences]
@pages.route("/preferences", methods=["GET", "POST"])
def preferences():
    form = PreferencesForm(
        request.form,  # without it, JSON is taken as well
        language=str(get_locale()),
        time_zone=str(get_timezone()),
        next=request.args.get("next"),
    )
    if form.validate_on_submit():
        response = redirect(in_language(form.next.data, form.language.data))
        for field in (form.language, form.time_zone):
            response.set_cookie(
                field.name,
                field.data,
                max_age=timedelta(days=365),
                secure=current_app.config["SESSION_COOKIE_SECURE"],
                httponly=True,
                samesite="Lax",
            )
    else:
        response = current_app.make_response(render_template("preferences.html", form=form))
    response.headers["Cache-Control"] = "private, no-store"
    return response


# Printable ASCII: no line end, and no letter that a browser takes for a slash.
PAGE = re.compile(rf"/(?:{'|'.join(LANGUAGES)})(/[!-\[\]-~]*)")


def in_language(address, code):
    """A page of ours in a language; its home page for any other address."""
    page = PAGE.fullmatch(address or "")
    return f"{request.script_root}/{code}{page[1] if page else '/'}"


# --8<-- [end:preferences]
