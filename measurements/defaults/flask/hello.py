import os

from flask import Flask, redirect, request, session
from markupsafe import escape

app = Flask(__name__)
app.secret_key = os.environ["SECRET_KEY"]


@app.route("/")
def hello_world():
    return "<p>Hello, World!</p>"


@app.route("/hello/")
def hello():
    return f"<p>Hello, {escape(request.args.get('name', 'World'))}!</p>"


@app.route("/visits/")
def visits():
    session["visits"] = session.get("visits", 0) + 1
    return f"<p>Visit {session['visits']}</p>"


@app.post("/form/")
def sign_up():
    return f"<p>Thanks, {escape(request.form['name'])}!</p>"


@app.post("/json/")
def count():
    return {"items": len(request.get_json())}


@app.route("/go/")
def go():
    return redirect(request.args["to"])  # unchecked, to see what is let through


@app.route("/fail/")
def fail():
    raise RuntimeError("the password is hunter2")
