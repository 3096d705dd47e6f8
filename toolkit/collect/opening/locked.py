"""Files with a password to open: told apart, and opened when a password is configured and the component installed.

The password comes from the environment (``TOOLKIT_OPEN_PASSWORD``, several one a line), never from a file beside the
returns and never from the command line.
"""

from __future__ import annotations

import os
from io import BytesIO

from toolkit.collect.opening.grid import Refused

VARIABLE = "TOOLKIT_OPEN_PASSWORD"
_LOCKED = "文件设有打开密码。"
_ASK = "请取消密码后重新报送。"


def unlocked(content: bytes) -> bytes:
    """The content without its password. ``Refused`` when none is configured, none fits, or the component is missing."""
    passwords = [line for line in os.environ.get(VARIABLE, "").splitlines() if line]
    if not passwords:
        raise Refused(_LOCKED, _ASK)
    try:
        import msoffcrypto
    except ImportError:
        raise Refused("文件设有打开密码，本机没有安装解密组件。", "请取消密码后重新报送。") from None
    for password in passwords:
        opened = BytesIO()
        try:
            office = msoffcrypto.OfficeFile(BytesIO(content))
            office.load_key(password=password)
            office.decrypt(opened)
        except MemoryError:
            raise
        except Exception:  # the component raises whatever it meets; a wrong password is the usual reason
            continue
        if opened.getvalue():
            return opened.getvalue()
    raise Refused("文件设有打开密码，配置的密码打不开。", _ASK)
