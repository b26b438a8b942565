"""nginx in front of an application, with TLS by a certificate that is made for the test."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.contract import nginx
from tools.setup.ports import free_port

# The address that the configurations name besides those of nginx.py.
SECURE = "127.0.0.1:8443"


@dataclass(frozen=True)
class Proxy:
    """The addresses of nginx, and the certificate that a visitor has to know."""

    plain: str
    secure: str
    certificate: Path


@contextlib.contextmanager
def in_front_of(folder: Path, application: str, inside: str = "") -> Iterator[Proxy]:
    """Run nginx for the length of a `with` block.

    Args:
        folder: of the application, with the configuration.
        application: its address, a host and a port.
        inside: where in the folder the configuration lies, if it is used there, and changed; the
            certificate then lies in the folder.

    Yields:
        Where it answers.

    Raises:
        ServerError: it does not start; the message holds its log.
    """
    port = free_port()
    text = folder.joinpath(inside, nginx.CONFIGURATION).read_text(encoding="utf-8")
    assert text.count(SECURE) == 1, f"{nginx.CONFIGURATION} must name {SECURE} once"
    text = text.replace(SECURE, f"127.0.0.1:{port}")
    with tempfile.TemporaryDirectory(prefix="tls-") as temporary:
        home = folder if inside else Path(temporary)
        write_certificate(home)
        if not inside:
            # nginx looks for them beside its configuration, which nginx.py puts elsewhere.
            for name in ("certificate.pem", "key.pem"):
                text = text.replace(f" {name};", f" {home / name};")
        home.joinpath(inside, nginx.CONFIGURATION).write_text(text, encoding="utf-8")
        with nginx.in_front_of(home, application, inside) as plain:
            yield Proxy(plain, f"https://127.0.0.1:{port}", home / "certificate.pem")


def write_certificate(folder: Path) -> None:
    """Write a key, and a certificate for this machine that it signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now, day = datetime.datetime.now(datetime.UTC), datetime.timedelta(days=1)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder.joinpath("certificate.pem").write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
    )
    folder.joinpath("key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
