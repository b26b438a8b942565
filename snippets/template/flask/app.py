from flask import Flask, render_template, request

from products import INTRO, of_kind

app = Flask(__name__)
app.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost"]
app.config.from_prefixed_env()  # FLASK_TRUSTED_HOSTS


# --8<-- [start:filter]
@app.template_filter("pounds")
def pounds(pence):
    return f"£{pence // 100}.{pence % 100:02}"


# --8<-- [end:filter]


# --8<-- [start:view]
@app.get("/greet")
def greet():
    name = request.args.get("name", "").strip()
    return render_template("greet.html", name=name)


@app.get("/products")
def products():
    kind = request.args.get("kind", "")
    return render_template("products.html", intro=INTRO, kind=kind, products=of_kind(kind))


@app.errorhandler(404)
def not_found(error):
    return render_template("404.html"), 404


# --8<-- [end:view]
