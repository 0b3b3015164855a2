"""Does the local authority make certificates that devices believe, and only for what it may sign?"""

import socket
import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509

from server import https

NOW = datetime.now(UTC).replace(microsecond=0)
NAMES = ("localhost", "depot", "depot.local", "127.0.0.1", "::1", "192.168.1.20")


def handshake(made: https.Certificate, host: str, authority: Path) -> dict[str, object]:
    """The certificate that a strict client believes when it asks a real server for `host`."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(made.cert, made.key)
    client = ssl.create_default_context(cafile=str(authority))
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(5)

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            try:
                server.wrap_socket(connection, server_side=True).close()
            except OSError:
                return  # the client hung up because it does not believe us

    thread = Thread(target=serve)
    thread.start()
    try:
        raw = socket.create_connection(listener.getsockname(), timeout=5)
        with raw, client.wrap_socket(raw, server_hostname=host) as tls:
            return dict(tls.getpeercert() or {})
    finally:
        thread.join()
        listener.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "depot.local", "192.168.1.20"])
def test_a_device_that_trusts_the_authority_believes_each_name(tmp_path: Path, host: str) -> None:
    made = https.certificate(tmp_path, NOW, NAMES)
    assert handshake(made, host, made.authority)["subjectAltName"]


def test_another_name_is_not_believed(tmp_path: Path) -> None:
    made = https.certificate(tmp_path, NOW, NAMES)
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        handshake(made, "elsewhere.local", made.authority)


def test_another_authority_is_not_believed(tmp_path: Path) -> None:
    made = https.certificate(tmp_path / "a", NOW, NAMES)
    other = https.certificate(tmp_path / "b", NOW, NAMES)
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(made, "localhost", other.authority)


def test_a_stolen_authority_opens_no_public_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    https.certificate(tmp_path, NOW, NAMES)
    monkeypatch.setattr(https, "_permitted", lambda authority, name: True)
    forged = https.certificate(tmp_path, NOW, (*NAMES, "bank.example"))
    assert "bank.example" in forged.names
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        handshake(forged, "bank.example", forged.authority)


def test_names_it_may_not_sign_are_left_out(tmp_path: Path) -> None:
    https.certificate(tmp_path, NOW, NAMES)
    later = https.certificate(tmp_path, NOW, (*NAMES, "203.0.113.9", "bank.example"))
    assert later.names == NAMES
    handshake(later, "127.0.0.1", later.authority)


def test_a_public_address_had_from_the_start_is_served(tmp_path: Path) -> None:
    made = https.certificate(tmp_path, NOW, (*NAMES, "203.0.113.9"))
    assert handshake(made, "203.0.113.9", made.authority)


def test_kept_across_starts(tmp_path: Path) -> None:
    first = https.certificate(tmp_path, NOW, NAMES)
    files = {path: path.read_bytes() for path in (first.authority, first.cert, first.key)}
    again = https.certificate(tmp_path, NOW + timedelta(days=30), NAMES)
    assert again == first
    assert files == {path: path.read_bytes() for path in files}


@pytest.mark.parametrize(
    ("later", "names"),
    [
        (timedelta(days=370), NAMES),
        (timedelta(days=1), (*NAMES, "192.168.1.21")),
        (timedelta(days=1), NAMES[:4]),
    ],
)
def test_renewed_near_its_end_or_when_addresses_change(
    tmp_path: Path, later: timedelta, names: tuple[str, ...]
) -> None:
    first = https.certificate(tmp_path, NOW, NAMES)
    authority, cert = first.authority.read_bytes(), first.cert.read_bytes()
    renewed = https.certificate(tmp_path, NOW + later, names)
    assert renewed.cert.read_bytes() != cert
    assert renewed.names == names
    assert renewed.not_after > NOW + later + timedelta(days=https.RENEW_DAYS)
    assert renewed.authority.read_bytes() == authority


def test_a_torn_folder_heals(tmp_path: Path) -> None:
    first = https.certificate(tmp_path, NOW, NAMES)
    first.key.write_bytes((tmp_path / "ca.key").read_bytes())
    healed = https.certificate(tmp_path, NOW, NAMES)
    assert handshake(healed, "localhost", healed.authority)
    (tmp_path / "ca.crt").write_bytes(b"half a fi")
    healed = https.certificate(tmp_path, NOW, NAMES)
    assert handshake(healed, "localhost", healed.authority)


def test_an_authority_near_its_end_is_replaced(tmp_path: Path) -> None:
    first = https.certificate(tmp_path, NOW, NAMES).fingerprint
    assert https.certificate(tmp_path, NOW + timedelta(days=9 * 365), NAMES).fingerprint != first


def test_phones_accept_its_life_and_nobody_else_reads_the_keys(tmp_path: Path) -> None:
    made = https.certificate(tmp_path, NOW, NAMES)
    cert = x509.load_pem_x509_certificate(made.cert.read_bytes())
    assert cert.not_valid_after_utc - cert.not_valid_before_utc <= timedelta(days=825)
    for name in ("ca.key", "server.key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_this_machine_is_found_without_asking_anybody(tmp_path: Path) -> None:
    names = https.local_names()
    assert {"localhost", "127.0.0.1", "::1"} <= set(names)
    made = https.certificate(tmp_path, NOW)
    assert set(made.names) == set(names)
    assert handshake(made, "localhost", made.authority)


def test_addresses_for_phones_come_first_and_localhost_never(tmp_path: Path) -> None:
    made = https.certificate(tmp_path, NOW, (*NAMES, "fd00::5"))
    assert https.urls(made, 8443) == [
        "https://192.168.1.20:8443",
        "https://[fd00::5]:8443",
        "https://depot.local:8443",
        "https://depot:8443",
    ]


@pytest.mark.parametrize("lang", ["en", "ru", "el"])
def test_instructions_name_the_places_in_each_language(tmp_path: Path, lang: str) -> None:
    made = https.certificate(tmp_path, NOW, NAMES)
    said = https.instructions(made, ["https://192.168.1.20:8443"], lang)
    assert "https://192.168.1.20:8443/ca.crt" in said
    assert made.fingerprint in said
    assert str(made.authority) in said
    assert "iPhone" in said
    assert "{" not in said
    assert "https." not in said.replace("https://", "")
