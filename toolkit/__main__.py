"""``python3 -m toolkit``: read the command, start the environment if the command needs it, run the command.

Help and mistakes in the command are answered before anything is installed. Must parse on Python 3.6 (see ``_boot``).
"""

import gc
import os
import sys
from typing import List, Optional

if not __package__:  # python3 某处/toolkit：让包名可用，并移开包内文件夹，免得其中的模块遮住同名的库
    place = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if getattr(sys.flags, "safe_path", False):  # 嵌入版 Python：首位不是包内文件夹
        sys.path.insert(0, place)
    else:
        sys.path[0] = place

from toolkit import _boot


def main(argv: Optional[List[str]] = None) -> int:
    """Exit codes: 0 clean, 1 finished but a person is needed, 2 usage, declaration or environment, 3 our fault."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # pythonw：没有窗口，话说给空处
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # 窄编码的窗口里宁可显示问号，也不报错
    try:
        if sys.version_info < _boot.NEED:
            return _boot.hand_over(arguments)
        code = _boot.pass_on(arguments)
        if code is not None:
            return code
        from toolkit import cli

        command = cli.parse(arguments)
        code = _boot.ensure(_boot.kind_of(arguments), arguments)
        return cli.act(command) if code is None else code
    except _boot.Trouble as trouble:
        _boot.say(str(trouble))
        return 2
    except KeyboardInterrupt:
        _boot.say("已中断。")
        return 2
    finally:
        if hasattr(gc, "freeze"):  # Python 3.7
            gc.freeze()  # 退出时不必再走遍所有对象


if __name__ == "__main__":
    sys.exit(main())
