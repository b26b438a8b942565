# --8<-- [start:shared]
import secrets

from flask import (
    Blueprint,
    abort,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from redis.exceptions import RedisError

import cached
from forms import REGIONS, MineForm
from source import SourceError, rows

bp = Blueprint("prices", __name__)


@bp.get("/")
def index():
    return render_template("index.html", regions=REGIONS)


@bp.get("/prices")
def show():
    region = one_region(request.args.getlist("region"))
    answer = cached.prices_of(region)
    if wants_json():
        response = jsonify(region=region, **answer)
    else:
        response = make_response(render_template("prices.html", **table(region, answer)))
    response.vary.add("Accept")
    # Others may keep it, and ask each time whether it still holds: so a purge reaches them.
    response.cache_control.no_cache = True
    response.add_etag()
    return response.make_conditional(request)


def one_region(given):
    if len(given) != 1 or given[0] not in REGIONS:
        abort(404)
    return given[0]


def table(region, answer):
    return {"title": REGIONS[region], "asked": answer["asked"], "rows": rows(answer)}


def wants_json():
    kinds = ["text/html", "application/json"]
    return request.accept_mimetypes.best_match(kinds, default="text/html") == "application/json"


# --8<-- [end:shared]


# --8<-- [start:failed]
@bp.app_errorhandler(SourceError)
def unavailable(error):
    if wants_json():
        return {"error": "There are no prices now."}, 503, later()
    return render_template("unavailable.html"), 503, later()


def later():
    return {"Retry-After": str(current_app.config["FAILED_SECONDS"])}


# --8<-- [end:failed]


# --8<-- [start:personal]
@bp.route("/mine", methods=["GET", "POST"])
def mine():
    form = MineForm(request.form)  # without it, JSON is taken as well
    if form.validate_on_submit():
        session["name"], session["region"] = form.name.data, form.region.data
        return redirect(url_for(".mine"))
    region = session.get("region")  # which may be offered no more
    try:
        shown = table(region, cached.prices_of(region)) if region in REGIONS else {}
    except SourceError:  # another region may still be chosen
        return render_template("mine.html", form=form, failed=True), 503, later()
    return render_template("mine.html", form=form, **shown)


# --8<-- [end:personal]


# --8<-- [start:purge-view]
@bp.post("/purge")
def purge():
    given = request.authorization
    token = given.token if given and given.type == "bearer" else None
    expected = current_app.config["PURGE_TOKEN"]
    if not token or not secrets.compare_digest(token.encode(), expected.encode()):
        return {"error": "Unauthorized."}, 401, {"WWW-Authenticate": "Bearer"}
    try:
        cached.purge()
    except RedisError as error:
        current_app.logger.error("Not purged: %s", type(error).__name__)
        return {"error": "Not purged. Try again."}, 503, {"Retry-After": "5"}
    return "", 204


# --8<-- [end:purge-view]
