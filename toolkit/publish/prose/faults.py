"""What the template language says of a fault, in the words of those who mend templates."""

from __future__ import annotations

import re

PARTS = "①②"  # where the parts found in the message go
_SAID = (
    (r"Encountered unknown tag '(.+?)'\..*", "没有“{% ① %}”这种写法，或者前面少了与它配对的开头"),
    (r"Unexpected end of template\..*innermost block that needs to be closed is '(.+?)'\.?", "“{% ① %}”没有结尾"),
    (r"Unexpected end of template\.?.*", "到文件末尾还有没写完的部分"),
    (r"unexpected end of template, expected '(.+?)'\.?", "到文件末尾还没有“①”"),
    (r"unexpected '([^']+)', expected '(.+?)'", "此处应为“②”，写成了“①”"),
    (r"Expected an expression, got '(.+?)'", "“①”前面缺内容"),
    (r"unexpected '([^']+)'", "多出“①”，或者位置不对"),
    (r"unexpected char '(.+?)' at \d+", "不认识的字符“①”，括号、引号、逗号要用英文的"),
    (r"expected token '(.+?)', got '(.+?)'", "此处应为“①”，写成了“②”"),
    (r"'([^']+)' is undefined", "没有“①”这个名称"),
    (r".* has no attribute '(.+?)'", "没有“①”这一项"),
    (r"No filter named '(.+?)'\.?.*", "没有“|①”这种写法"),
    (r"No test named '(.+?)'\.?.*", "没有“is ①”这种判断"),
    (r"Missing end of comment tag", "“{#”没有以“#}”结尾"),
    (r"'?([^' ]+\.j2)'?(?: not found.*)?", "找不到文件“①”"),
)
_TOKENS = {
    "end of statement block": "%}",
    "end of print statement": "}}",
    "begin of statement block": "{%",
    "begin of print statement": "{{",
    "end of template": "文件末尾",
    "name": "名称",
    "string": "文字",
    "integer": "整数",
    "float": "小数",
}


def in_chinese(message: str | None) -> str:
    """The fault in Chinese; words of the template language stay as they are written. What is not known is handed on."""
    text = (message or "写法有误").strip()
    for pattern, told in _SAID:
        found = re.fullmatch(pattern, text, re.DOTALL)
        if found is not None:
            for mark, part in zip(PARTS, found.groups(), strict=False):
                told = told.replace(mark, _TOKENS.get(part, part))
            return told
    return text
