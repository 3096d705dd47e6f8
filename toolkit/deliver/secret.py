"""The mail server's password: from the environment, else from the system's keyring; it stands in no file and no log."""

from __future__ import annotations

import os

SERVICE = "toolkit-smtp"


def mail_password(user: str) -> str:
    """``TOOLKIT_SMTP_PASSWORD``, else what the keyring holds for ``toolkit-smtp`` and this user; ``""`` when neither
    does. The keyring is an extra: where the package is not installed, or no keyring runs, there is only the
    environment."""
    given = os.environ.get("TOOLKIT_SMTP_PASSWORD", "")
    if given or not user:
        return given
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return ""
    try:
        return keyring.get_password(SERVICE, user) or ""
    except KeyringError:  # locked, or no service of the kind on this machine
        return ""
