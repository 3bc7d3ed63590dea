"""Telling what somebody writes in a mail from what their program quotes below it."""

import re
from typing import Final

# Lines that begin what was said before, by program. Programs break them over two or three lines,
# and people answer below or in between.
_WROTE: Final = re.compile(
    # Gmail, Apple Mail, Thunderbird: On Mon, 2 Nov 2026 at 13:42, Support <a@b> wrote:
    r"On\s.{4,200}?\s(?:wrote|写道|寫道)\s*[:：]"
    # The same in Chinese, 163, Foxmail: 在 2026年11月2日，…写道：
    r"|(?:在|于|於)\s?.{4,200}?(?:写道|寫道|的信中说|的信中說|撰写|撰寫)\s*[:：]"
    # Gmail and Apple Mail in Chinese: … <a@b> 于2026年11月2日周一 13:42写道：
    r"|.{0,120}?[<＜\[][^\s<>]{3,100}@[^\s<>]{2,100}[>＞\]].{0,80}?(?:写道|寫道|wrote)\s*[:：]",
    re.IGNORECASE,
)
_MAY_WRITE: Final = re.compile(r"On\s|[在于於]|.{0,120}[<＜\[][^\s<>]{3,100}@", re.IGNORECASE)
# A ruled line with words or without: Outlook, Foxmail, QQ, 163. All below it is quoted.
_RULE: Final = re.compile(
    r"-{2,20}\s*(?:原始邮件|原始郵件|原邮件|原郵件|回复的原邮件|转发邮件|轉寄郵件|转发的邮件"
    r"|Original Message|Original|Forwarded message)\s*-{2,20}|Begin forwarded message:|_{20,80}",
    re.IGNORECASE,
)
# Outlook without a ruled line: From and Sent under each other.
_FROM: Final = re.compile(
    r"\*?(?:From|发件人|寄件者|寄件人|發件人)\*?\s*[:：]\*?\s*\S.*", re.IGNORECASE
)
_SENT: Final = re.compile(
    r"\*?(?:Sent|Date|To|发送时间|發送時間|寄件日期|傳送時間|日期|收件人|收件者|发送日期|时间)"
    r"\*?\s*[:：]",
    re.IGNORECASE,
)
_QUOTED_LINE: Final = re.compile(r"\s*[>＞]")
# What programs add below: it is nobody's words.
_SIGNATURES: Final = re.compile(
    r"(?:发自我的|發自我的|来自我的|從我的).{0,40}"
    r"|(?:Sent from my|Get Outlook for|Sent via) .{0,60}"
    r"|发自.{0,20}(?:邮箱|手机|客户端|iPhone|Android).{0,20}"
    r"|(?:获取|取得) ?Outlook.{0,40}"
    r"|--",
    re.IGNORECASE,
)  # fmt: skip
_LINES: Final = 2_000
_LENGTH: Final = 400


def split(text: str) -> tuple[str, str]:
    """What was written, and what it quotes (with the program's own signature).

    A mail that quotes first and answers below or in between keeps both: only what comes last is
    folded away, and never all of it.
    """
    lines = text.strip().splitlines()
    place = _quote_begins(lines)
    while place and _is_left_out(lines[place - 1]):
        place -= 1
    if not place:
        return text.strip(), ""
    return "\n".join(lines[:place]).strip(), "\n".join(lines[place:]).strip()


def _quote_begins(lines: list[str]) -> int:
    for place, line in enumerate(lines[:_LINES]):
        below = lines[place + 1 : place + 6]
        if _is_header(line.strip()[:_LENGTH], below):
            return place
        said_in = _wrote(lines[place : place + 3])
        if said_in and not _goes_on(lines[place + said_in :]):
            return place
    last = len(lines)
    while last and (not lines[last - 1].strip() or _QUOTED_LINE.match(lines[last - 1])):
        last -= 1
    return last


def _is_header(line: str, below: list[str]) -> bool:
    """Whether the program says here, in lines of its own, whose mail stands below."""
    if _RULE.fullmatch(line):
        return True
    following = [one.strip() for one in below if one.strip()][:2]
    return bool(_FROM.fullmatch(line)) and any(map(_SENT.match, following))


def _wrote(lines: list[str]) -> int:
    """In how many of these lines a program says "somebody wrote:"; 0 when it does not."""
    if not _MAY_WRITE.match(lines[0].strip()[:_LENGTH]):
        return 0
    for count in range(1, len(lines) + 1):
        together = " ".join(line.strip() for line in lines[:count])[:_LENGTH]
        if _WROTE.fullmatch(together):
            return count
    return 0


def _goes_on(rest: list[str]) -> bool:
    """Whether somebody answers below lines that are each marked as quoted."""
    marked = [bool(_QUOTED_LINE.match(line)) for line in rest if line.strip()]
    if not marked or not any(marked[:3]):
        return False
    own = [line for line in rest if line.strip() and not _QUOTED_LINE.match(line)]
    return any(not _SIGNATURES.fullmatch(line.strip()[:_LENGTH]) for line in own)


def _is_left_out(line: str) -> bool:
    return not line.strip() or bool(_SIGNATURES.fullmatch(line.strip()[:_LENGTH]))
