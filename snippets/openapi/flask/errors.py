# --8<-- [start:errors]
from flask_smorest import Api, abort
from webargs.flaskparser import FlaskParser


class JSONApi(Api):
    def handle_http_exception(self, error):
        payload, status, headers = super().handle_http_exception(error)
        # What flask-smorest drops, such as Allow.
        kept = {name: value for name, value in error.get_headers() if name != "Content-Type"}
        return payload, status, {**kept, **(headers or {})}


class ShallowParser(FlaskParser):
    def load_json(self, req, schema):
        try:
            return super().load_json(req, schema)
        except RecursionError:
            abort(400, message="The JSON is nested too deeply.")


# --8<-- [end:errors]
