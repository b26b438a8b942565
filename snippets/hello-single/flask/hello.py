# --8<-- [start:application]
from flask import Flask, render_template_string

app = Flask(__name__)
app.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost"]
app.config.from_prefixed_env()  # FLASK_TRUSTED_HOSTS
# --8<-- [end:application]

# --8<-- [start:template]
PAGE = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Hello, {{ name }}!</title>
  </head>
  <body>
    <h1>Hello, {{ name }}!</h1>
  </body>
</html>
"""
# --8<-- [end:template]


# --8<-- [start:view]
@app.get("/")
@app.get("/hello/<name>")
def hello(name="World"):
    return render_template_string(PAGE, name=name)


# --8<-- [end:view]
