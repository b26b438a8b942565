"""nginx with TLS for the contracts: its certificate is for this machine, and for one run."""

from __future__ import annotations

import ssl

import httpx
import pytest

from tests.contract import nginx, tls
from tests.contract.harness import NO_TLS

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
    listen 127.0.0.1:8443 ssl;
    ssl_certificate certificate.pem;
    ssl_certificate_key key.pem;
    location /told {
      return 200 "$scheme";
    }
    location / {
      proxy_pass http://127.0.0.1:8000;
    }
  }
}
"""


def test_it_speaks_both_and_its_certificate_is_checked(tmp_path):
    (tmp_path / "nginx.conf").write_text(CONFIGURATION)
    with tls.in_front_of(tmp_path, "127.0.0.1:9") as proxy:
        known = ssl.create_default_context(cafile=proxy.certificate)
        for address, context in ((proxy.plain, NO_TLS), (proxy.secure, known)):
            told = httpx.get(f"{address}/told", verify=context, trust_env=False).text
            assert told == address.partition(":")[0]
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            httpx.get(f"{proxy.secure}/told", verify=NO_TLS, trust_env=False)


def test_a_configuration_without_tls_is_refused(tmp_path):
    (tmp_path / "nginx.conf").write_text(CONFIGURATION.replace("127.0.0.1:8443", "127.0.0.1:8444"))
    with (
        pytest.raises(AssertionError, match="must name"),
        tls.in_front_of(tmp_path, "127.0.0.1:9"),
    ):
        pass
