"""nginx for the contracts: it runs beside an application, and ends."""

from __future__ import annotations

import httpx
import pytest

from tests.contract import nginx
from tests.contract.harness import NO_TLS, ServerError

pytestmark = pytest.mark.needs(nginx.PACKAGE)

CONFIGURATION = """\
daemon off;
pid nginx.pid;
error_log stderr;
events {
}
http {
  access_log off;
  server {
    listen 127.0.0.1:8080;
    location = /told {
      return 200 "told";
    }
    location / {
      proxy_pass http://127.0.0.1:8000;
    }
  }
}
"""


def test_it_answers_and_ends(tmp_path):
    (tmp_path / "nginx.conf").write_text(CONFIGURATION)
    with nginx.in_front_of(tmp_path, "127.0.0.1:9") as address:
        assert httpx.get(f"{address}/told", verify=NO_TLS, trust_env=False).text == "told"
        assert httpx.get(f"{address}/", verify=NO_TLS, trust_env=False).status_code == 502
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{address}/told", verify=NO_TLS, trust_env=False)


def test_a_wrong_configuration_is_told_with_its_log(tmp_path):
    (tmp_path / "nginx.conf").write_text(CONFIGURATION.replace("return 200", "no_such"))
    with (
        pytest.raises(ServerError, match="unknown directive"),
        nginx.in_front_of(tmp_path, "127.0.0.1:9"),
    ):
        pass
