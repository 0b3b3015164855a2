"""How do phones in the same network reach this machine over HTTPS, when no public name leads to it?

A local certificate authority, made once and kept in the data folder, signs a certificate for this machine.
Each phone is told once to trust the authority. Two safeguards: the authority is constrained (RFC 5280,
4.2.1.10) to this machine's names and to private addresses, so that its key, if ever stolen, opens nothing
else; and certificates live 397 days at most, less than the 825 that iOS accepts. Made with `cryptography`
itself: trustme, made for tests, can neither constrain an authority nor bound its life.
"""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from server.texts import t

AUTHORITY_DAYS = 3650
SERVER_DAYS = 397
RENEW_DAYS = 30

PRIVATE = tuple(
    ip_network(net)
    for net in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8"),
        *("::1/128", "fc00::/7", "fe80::/10"),
    )
)
# Destinations of documentation and private use. Asking the system for the way there sends nothing.
_WAYS_OUT = ("192.0.2.1", "10.255.255.254", "172.31.255.254", "192.168.255.254", "2001:db8::1", "fd00::1")


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a web server needs (`cert`: the chain, `key`), and the authority that phones have to trust."""

    authority: Path
    cert: Path
    key: Path
    names: tuple[str, ...]
    not_after: datetime
    fingerprint: str


def local_names() -> tuple[str, ...]:
    """Names and addresses by which this machine can be reached; nothing leaves the machine to find them."""
    host = socket.gethostname().lower()
    names = ["localhost"]
    if re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", host) and host != "localhost":
        names += [host] if host.endswith(".local") else [host, f"{host.partition('.')[0]}.local"]
    return tuple(dict.fromkeys([*names, "127.0.0.1", "::1", *_addresses()]))


def certificate(folder: Path, now: datetime, names: Sequence[str] | None = None) -> Certificate:
    """The certificate to serve with, made or renewed where needed.

    `now` is a UTC moment, `names` default to `local_names()`. The authority is kept for as long as it can
    sign a whole certificate; a new one must be trusted by each phone anew. A name that the authority may
    not sign (a public address got since it was made) is left out: see `Certificate.names`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = tuple(names) if names is not None else local_names()
    authority, authority_key = _authority(folder, now, wanted)
    signed = tuple(name for name in wanted if _permitted(authority, name))
    cert_path, key_path = folder / "server.pem", folder / "server.key"
    cert = _kept(cert_path, key_path)
    if cert is None or not _serves(cert, authority, signed, now):
        cert, key = _issue(authority, authority_key, signed, now)
        _write_private(key_path, _key_pem(key))
        _write_private(cert_path, _pem(cert) + _pem(authority))
    return Certificate(
        authority=folder / "ca.crt",
        cert=cert_path,
        key=key_path,
        names=signed,
        not_after=cert.not_valid_after_utc,
        fingerprint=authority.fingerprint(hashes.SHA256()).hex(":").upper(),
    )


def instructions(made: Certificate, urls: Sequence[str], lang: str) -> str:
    """Words for the terminal: where to go with the phone, and how it comes to trust this machine."""
    listed = "\n".join(f"  {url}" for url in urls)
    fetched = "\n".join(f"  {url.rstrip('/')}/ca.crt" for url in urls)
    parts = [
        t(lang, "https.open", urls=listed),
        t(lang, "https.fetch", urls=fetched, path=made.authority),
        t(lang, "https.android"),
        t(lang, "https.iphone"),
        t(lang, "https.fingerprint", fingerprint=made.fingerprint),
    ]
    return "\n\n".join(parts)


def urls(made: Certificate, port: int) -> list[str]:
    """Addresses for a phone, most useful first: those of the network, then `.local` names."""
    hosts = [name for name in made.names if name not in ("localhost", "127.0.0.1", "::1")]
    hosts.sort(key=lambda name: (not _is_address(name), ":" in name, not name.endswith(".local")))
    return [f"https://{f'[{name}]' if ':' in name else name}:{port}" for name in hosts]


def _addresses() -> Iterable[str]:
    for destination in _WAYS_OUT:
        family = socket.AF_INET6 if ":" in destination else socket.AF_INET
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((destination, 9))
                found = ip_address(probe.getsockname()[0])
        except OSError:
            continue
        if not found.is_loopback and not found.is_unspecified:
            yield str(found)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _general_name(name: str) -> x509.GeneralName:
    return x509.IPAddress(ip_address(name)) if _is_address(name) else x509.DNSName(name)


def _authority(
    folder: Path, now: datetime, names: Sequence[str]
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    cert_path, key_path = folder / "ca.crt", folder / "ca.key"
    cert = _kept(cert_path, key_path)
    if cert is not None and cert.not_valid_after_utc > now + timedelta(days=SERVER_DAYS):
        return cert, _load_key(key_path)
    key = ec.generate_private_key(ec.SECP256R1())
    cert = _make_authority(key, now, names)
    _write_private(key_path, _key_pem(key))
    _write_private(cert_path, _pem(cert))
    return cert, key


def _make_authority(key: ec.EllipticCurvePrivateKey, now: datetime, names: Sequence[str]) -> x509.Certificate:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Waybill"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Waybill on {socket.gethostname()}"[:64]),
        ]
    )
    public = [ip_network(n) for n in names if _is_address(n) and not _private(n)]
    hosts = dict.fromkeys(["localhost", "local", *(n for n in names if not _is_address(n))])
    allowed = [*map(x509.DNSName, hosts), *map(x509.IPAddress, [*PRIVATE, *public])]
    usage = dict.fromkeys(("content_commitment", "data_encipherment", "digital_signature"), False)
    usage |= dict.fromkeys(("encipher_only", "decipher_only", "key_agreement", "key_encipherment"), False)
    return (
        _builder(name, name, key.public_key(), now, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(key_cert_sign=True, crl_sign=True, **usage), critical=True)
        .add_extension(
            x509.NameConstraints(permitted_subtrees=allowed, excluded_subtrees=None), critical=True
        )
        .sign(key, hashes.SHA256())
    )


def _issue(
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
    names: Sequence[str],
    now: datetime,
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    identifier = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    subject = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Waybill")])
    cert = (
        _builder(subject, authority.subject, key.public_key(), now, SERVER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False
        )
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    return cert, key


def _builder(
    subject: x509.Name, issuer: x509.Name, public_key: ec.EllipticCurvePublicKey, now: datetime, days: int
) -> x509.CertificateBuilder:
    # A day early: a phone whose clock is behind would else refuse a certificate made a minute ago.
    start = now - timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _private(address: str) -> bool:
    return any(ip_address(address) in net for net in PRIVATE)


def _permitted(authority: x509.Certificate, name: str) -> bool:
    """May this authority sign for the name? Browsers ask the same and refuse the whole certificate if not."""
    allowed = (
        authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    )
    for subtree in allowed:
        value = subtree.value
        if isinstance(value, IPv4Network | IPv6Network):
            if _is_address(name) and ip_address(name) in value:
                return True
        elif not _is_address(name) and (name == value or name.endswith(f".{value}")):
            return True
    return False


def _serves(cert: x509.Certificate, authority: x509.Certificate, names: Sequence[str], now: datetime) -> bool:
    """Is the kept certificate of this authority, for just these names, and far from its end?"""
    has = cert.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    try:
        cert.verify_directly_issued_by(authority)
    except Exception:  # another key, another name or a broken signature all mean: make a new one
        return False
    return set(has) == {_general_name(name) for name in names} and (
        cert.not_valid_before_utc <= now < cert.not_valid_after_utc - timedelta(days=RENEW_DAYS)
    )


def _kept(cert_path: Path, key_path: Path) -> x509.Certificate | None:
    """The certificate in the folder if it is whole and its key belongs to it (a crash can part them)."""
    try:
        cert = x509.load_pem_x509_certificate(cert_path.read_bytes())
        whole = cert.public_key() == _load_key(key_path).public_key()
    except (OSError, ValueError):
        return None
    return cert if whole else None


def _load_key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{path} is not a key made here")
    return key


def _pem(cert: x509.Certificate) -> bytes:
    return cert.public_bytes(Encoding.PEM)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write_private(path: Path, content: bytes) -> None:
    """Whole or not at all, and never readable by others, not even for a moment."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
