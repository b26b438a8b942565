# --8<-- [start:settings]
from flask import Flask, render_template

app = Flask(__name__)
app.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost"]
app.config.from_prefixed_env()  # FLASK_TRUSTED_HOSTS
# --8<-- [end:settings]


# --8<-- [start:view]
@app.get("/")
@app.get("/hello/<name>")
def hello(name="World"):
    return render_template("hello.html", name=name)


# --8<-- [end:view]
