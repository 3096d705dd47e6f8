"""Files with a password to open: told apart, and opened when a password is configured and the component installed.

The password comes from the environment (``TOOLKIT_OPEN_PASSWORD``, several one a line), never from a file beside the
returns and never from the command line.
"""

from __future__ import annotations

import os
from io import BytesIO

from toolkit.collect.opening.grid import Refused

VARIABLE = "TOOLKIT_OPEN_PASSWORD"
_EVERYBODYS = "VelvetSweatshop"  # what Excel itself tries: a workbook whose structure is protected is locked with it
_LOCKED = "文件设有打开密码。"
_ASK = "请取消密码后重新报送。"


def unlocked(content: bytes) -> bytes:
    """The content without its password. ``Refused`` when none is configured, none fits, or the component is missing."""
    passwords = [line for line in os.environ.get(VARIABLE, "").splitlines() if line]
    try:
        import msoffcrypto
    except ImportError:
        raise Refused("文件设有打开密码，本机没有安装解密组件。" if passwords else _LOCKED, _ASK) from None
    from msoffcrypto.exceptions import InvalidKeyError
    from msoffcrypto.format.ooxml import OOXMLFile

    for password in (_EVERYBODYS, *passwords):
        opened = BytesIO()
        try:
            office = msoffcrypto.OfficeFile(BytesIO(content))
            # unverified, a wrong one gives rubbish; the old format is verified always
            office.load_key(password=password, **({"verify_password": True} if isinstance(office, OOXMLFile) else {}))
            office.decrypt(opened)
        except MemoryError:
            raise
        except InvalidKeyError:
            continue
        except Exception as error:  # the component raises whatever it meets in a damaged file
            raise Refused("文件设有打开密码，而且已损坏或用了不常见的加密方式，无法解密。", _ASK) from error
        return opened.getvalue()
    if not passwords:
        raise Refused(_LOCKED, _ASK)
    raise Refused("文件设有打开密码，配置的密码打不开（密码不对）。", "请核对密码后重新配置，或取消密码后重新报送。")
