"""The server's certificate."""

from __future__ import annotations

import ssl

from dharma_tui.core.errors import UsageError


def tls_context(certificate: str, key: str) -> ssl.SSLContext:
    """What is needed to speak TLS with the PEM files given. Raises UsageError."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key or None, password=_no_password)
    except OSError as error:
        reason = error.strerror or getattr(error, "reason", "") or "not a certificate with its key"
        raise UsageError(
            f"the certificate {certificate!r} cannot be used: {reason}",
            "give --tls-cert a PEM file with the whole chain and --tls-key the unencrypted PEM file of its key",
        ) from error
    return context


def _no_password() -> str:
    raise UsageError(
        "the key of the certificate is locked by a password", "give --tls-key a file without one, readable by you alone"
    )
