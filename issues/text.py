"""What residents type, read for what it may mean: an emergency, or the number of an earlier matter."""

import re

from django.utils.translation import gettext_lazy as _

from accounts.text import clean_line

# signs of something that cannot wait for an office; the sentence goes with the words
EMERGENCIES = (
    (
        ("着火", "起火", "失火", "火灾", "冒烟", "爆炸", "有火苗"),
        _("如果正在起火，请马上离开并拨打 119。"),
    ),
    (
        ("燃气泄漏", "煤气泄漏", "天然气泄漏", "漏气", "煤气味", "燃气味", "天然气味"),
        _("如果闻到燃气味，请开窗、关阀、不要开关电器，到室外再拨打 119。"),
    ),
    (
        ("困在电梯", "电梯困人", "电梯里出不来", "被困"),
        _("如果有人被困，请拨打 119，并按电梯里的报警按钮，不要自己扒门。"),
    ),
    (
        ("打人", "持刀", "抢劫", "入室", "家暴", "威胁要"),
        _("如果有人正受到伤害，请先到安全的地方，拨打 110。"),
    ),
    (
        ("晕倒", "昏迷", "没有呼吸", "大出血", "心脏病发", "中毒", "触电", "自杀", "跳楼"),
        _("如果有人有生命危险，请马上拨打 120。"),
    ),
)


def emergency_in(text: str) -> str:
    """The sentence that tells whom to call, or "" when nothing in the text sounds like an emergency."""
    for words, sentence in EMERGENCIES:
        if any(word in text for word in words):
            return str(sentence)
    return ""


def issue_number(text: str) -> str:
    """``２０２６ — 12`` or ``20260012`` → ``2026-0012``; anything else comes back cleaned but unchanged."""
    line = clean_line(text)
    compact = re.sub(r"[\s\-—–－‐_.]+", "-", line).strip("-")
    parts = re.fullmatch(r"(20\d{2})-?(\d{1,8})", compact)
    return f"{parts[1]}-{int(parts[2]):04d}" if parts else line
