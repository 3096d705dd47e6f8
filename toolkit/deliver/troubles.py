"""What the operating system, a network or a mail server answers, in words of the office."""

from __future__ import annotations

import errno
import smtplib
import socket
import ssl

from toolkit.answer import system_says

_OF_NETWORK = {
    errno.ENOENT: "没有这个文件夹或文件",
    errno.EEXIST: "已有同名的文件",
    errno.ECONNREFUSED: "连接被拒绝",
    errno.ECONNRESET: "连接被对方中断",
    errno.ECONNABORTED: "连接中断",
    errno.EPIPE: "连接中断",
    errno.ETIMEDOUT: "连接超时",
    errno.ENETUNREACH: "网络不通",
    errno.EHOSTUNREACH: "网络不通",
    errno.EADDRINUSE: "端口已被占用",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
}


def said(error: BaseException) -> str:
    """Why it failed, in Chinese; what is rare keeps the words it came with."""
    match error:
        case smtplib.SMTPServerDisconnected():
            return "邮件服务器中断了连接"
        case smtplib.SMTPResponseException():
            text = error.smtp_error
            answer = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
            return f"服务器答复 {error.smtp_code} {answer}".strip()
        case smtplib.SMTPRecipientsRefused():
            answers = (f"{code} {text.decode('utf-8', 'replace')}" for code, text in error.recipients.values())
            return f"服务器答复 {'；'.join(answers)}"
        case smtplib.SMTPException():
            return f"邮件服务器答复异常，{type(error).__name__}"
        case socket.gaierror():
            return "找不到服务器"
        case ssl.SSLCertVerificationError():
            return "服务器的证书不可信"
        case ssl.SSLError():
            return "加密连接没有建立"
        case TimeoutError():
            return "连接超时"
        case OSError():
            return _OF_NETWORK.get(error.errno or 0) or system_says(error)
        case _:
            return type(error).__name__
