"""A name must prove itself, whatever address it leads to."""

import ssl
from contextlib import nullcontext

import pytest

from portal import outside
from tests.portal.receiver import named


@pytest.fixture
def certificate(tmp_path):
    """(file, key file) of a certificate for hook.example that nobody signed."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hook.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hook.example")]), False)
        .sign(key, hashes.SHA256())
    )
    kinds = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (tmp_path / "crt").write_bytes(made.public_bytes(kinds[0]))
    (tmp_path / "key").write_bytes(key.private_bytes(*kinds, serialization.NoEncryption()))
    return tmp_path / "crt", tmp_path / "key"


@pytest.mark.parametrize(
    ("name", "trusted", "arrives"),
    [("hook.example", True, True), ("hook.example", False, False), ("evil.example", True, False)],
)
def test_the_certificate_must_be_good_for_the_name(
    receiver, certificate, settings, monkeypatch, name, trusted, arrives
):
    """The connection goes to an address, and still it is the name that must be proved."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    receiver.socket = context.wrap_socket(receiver.socket, server_side=True)
    settings.WEBHOOK_PRIVATE_HOSTS = [name]
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    named(monkeypatch, ["127.0.0.1"])
    address = f"https://{name}:{receiver.server_port}/"
    off = pytest.raises(outside.Unreachable, match="SSLCertVerificationError")
    with nullcontext() if arrives else off:
        outside.post(address, b"{}", {})
    assert len(receiver.got) == arrives
