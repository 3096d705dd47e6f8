"""argparse that speaks Chinese: help, headings and every message a person can meet by mistyping.

argparse asks ``gettext`` for its texts under two names of its own module; both are replaced here by a dictionary.
A text that is not in it (a newer Python may have reworded one) comes through in English rather than failing.
"""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches
from typing import NoReturn

TEXTS = {
    "usage: ": "用法：",
    "options": "选项",
    "optional arguments": "选项",
    "positional arguments": "参数",
    "subcommands": "命令",
    "show this help message and exit": "显示本帮助",
    "show program's version number and exit": "显示版本号",
    "the following arguments are required: %s": "缺少：%s",
    "one of the arguments %s is required": "下列选项须给出一个：%s",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s：%(message)s",
    "expected one argument": "后面要写一个值",
    "expected at least one argument": "后面至少要写一个值",
    "expected at most one argument": "后面最多写一个值",
    "expected %s argument": "后面要写 %s 个值",
    "expected %s arguments": "后面要写 %s 个值",
    "unrecognized arguments: %s": "认不出的内容：%s",
    "unexpected option string: %s": "认不出的选项：%s",
    "ambiguous option: %(option)s could match %(matches)s": "选项 %(option)s 不明确，可能是 %(matches)s",
    "ignored explicit argument %r": "不能带值：%r",
    "not allowed with argument %s": "不能与 %s 同时使用",
    "invalid %(type)s value: %(value)r": "不能识别：%(value)r",
    "invalid choice: %(value)r (choose from %(choices)s)": "没有 %(value)r，可用：%(choices)s",
    "invalid choice: %(value)r, maybe you meant %(suggestion)r? (choose from %(choices)s)": (
        "没有 %(value)r，是不是 %(suggestion)r？可用：%(choices)s"
    ),
    "unknown parser %(parser_name)r (choices: %(choices)s)": "没有 %(parser_name)r，可用：%(choices)s",
    "%(prog)s: error: %(message)s\n": "命令有误：%(message)s\n",
}


def _text(message: str) -> str:
    return TEXTS.get(message, message)


def _plural(one: str, many: str, number: int) -> str:
    return _text(one if number == 1 else many)


vars(argparse).update(_=_text, ngettext=_plural)


class ChineseParser(argparse.ArgumentParser):
    """A parser whose mistakes end in one line and a pointer to the help, with exit code 2."""

    def __init__(self, *arguments: object, **options: object) -> None:
        options.setdefault("formatter_class", ChineseHelp)
        options.setdefault("allow_abbrev", False)
        super().__init__(*arguments, **options)  # type: ignore[arg-type]

    def format_help(self) -> str:
        return re.sub(r"(?m)^(选项|参数|命令):$", r"\1：", super().format_help())

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"命令有误：{message}\n查看用法：{self.prog} --help\n")

    def _check_value(self, action: argparse.Action, value: object) -> None:
        if action.choices is None or value in action.choices:
            return
        known = [str(choice) for choice in action.choices]
        close = get_close_matches(str(value), known, n=1)
        guess = f"是不是“{close[0]}”？" if close else ""
        raise argparse.ArgumentError(action, f"没有“{value}”，{guess}可用：{'、'.join(known)}")


class ChineseHelp(argparse.HelpFormatter):
    """Help in two columns aligned by the width of the characters; a Chinese one takes two places."""

    COLUMN = 26

    def _format_action(self, action: argparse.Action) -> str:
        if isinstance(action, argparse._SubParsersAction):
            return "".join(self._format_action(each) for each in self._iter_indented_subactions(action))
        head = " " * self._current_indent + self._format_action_invocation(action)
        lines = list(wrap(self._expand_help(action), max(30, self._width - self.COLUMN))) if action.help else []
        gap = self.COLUMN - width(head)
        if lines and gap >= 2:
            head += " " * gap + lines.pop(0)
        return "".join(f"{line}\n" for line in (head, *(" " * self.COLUMN + line for line in lines)))

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for part in text.splitlines() for line in list(wrap(part, width)) or [""])


def width(text: str) -> int:
    """Places ``text`` takes on a screen with a fixed pitch."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def wrap(text: str, limit: int) -> Iterator[str]:
    """``text`` in lines of at most ``limit`` places; breaks between any two characters, not before punctuation."""
    line = ""
    for letter in text:
        if width(line + letter) > limit and letter not in "，。、；：？！）》”":
            yield line
            line = ""
        line += letter
    if line:
        yield line
