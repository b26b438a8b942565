# --8<-- [start:path]
import re

from flask import Flask, request, url_for

app = Flask(__name__)
app.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost"]
app.config.from_prefixed_env()  # FLASK_TRUSTED_HOSTS


@app.get("/items/<int:item_id>")
def item(item_id):
    return {"id": item_id, "url": url_for("item", item_id=item_id)}


@app.get("/orders/<uuid:order_id>")
def order(order_id):
    return {"id": order_id, "url": url_for("order", order_id=order_id)}


# --8<-- [end:path]


# --8<-- [start:query]
def check_search(args):
    errors = {}
    q = args.get("q", "").strip()
    if not q:
        errors["q"] = ["This parameter is required."]
    # args.get("page", 1, type=int) would answer page=zero with page 1; int alone reads 1_0 as 10.
    text = args.get("page") or "1"
    page = int(text) if re.fullmatch("[0-9]{1,9}", text) else 0
    if not 1 <= page <= 1000:
        errors["page"] = ["Enter a whole number from 1 to 1000."]
    return {"q": q, "page": page, "tag": args.getlist("tag")}, errors


# --8<-- [end:query]


# --8<-- [start:search]
@app.get("/search")
def search():
    wanted, errors = check_search(request.args)
    if errors:
        return {"errors": errors}, 400
    return wanted | {"url": url_for("search", **wanted)}


# --8<-- [end:search]
