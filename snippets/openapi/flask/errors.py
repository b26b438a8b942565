# --8<-- [start:errors]
from flask_smorest import Api


class JSONApi(Api):
    def handle_http_exception(self, error):
        payload, status, headers = super().handle_http_exception(error)
        # What a 405 must say, and flask-smorest drops.
        allow = {name: value for name, value in error.get_headers() if name == "Allow"}
        return payload, status, {**(headers or {}), **allow}


# --8<-- [end:errors]
