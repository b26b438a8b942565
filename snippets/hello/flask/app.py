# --8<-- [start:view]
from flask import Flask, render_template

app = Flask(__name__)


@app.get("/")
@app.get("/hello/<name>")
def hello(name="World"):
    return render_template("hello.html", name=name)


# --8<-- [end:view]
