"""The numbers of a counted vote in words: whole numbers, the gate as a fraction, and the exact margin."""

from django.utils.translation import gettext as _

from deliberation.models import OwnersVote
from deliberation.tally import AGREEMENT, QUORUM, square_metres


def outcome_words(vote: OwnersVote) -> dict | None:
    if vote.result is None:
        return None
    words, tone = {
        "passed": (_("通过"), "done"),
        "rejected": (_("未通过"), "late"),
        "no_quorum": (_("参加表决的不足三分之二，没有形成决定"), "quiet"),
    }[vote.result["outcome"]]
    return {"words": words, "tone": tone}


def gates(vote: OwnersVote) -> list[dict]:
    """Area and heads, each with its numbers and both gates; [] before the count."""
    if vote.result is None:
        return []
    return [measure(vote, "area", _("专有部分面积（平方米）")), measure(vote, "heads", _("人数"))]


def measure(vote: OwnersVote, name: str, label: str) -> dict:
    result, show = vote.result, square_metres if name == "area" else str
    agreement = AGREEMENT[vote.kind]
    needed = _("过半数") if agreement.more else _("四分之三以上")
    return {
        "name": name,
        "label": label,
        **{word: show(result[f"{word}_{name}"]) for word in ("total", "part", "yes", "no", "abstain")},
        "silent": show(result[f"total_{name}"] - result[f"part_{name}"]),
        "gates": [
            gate(_("参加表决"), _("三分之二以上"), result, f"quorum_{name}", QUORUM.least(result[f"total_{name}"])),
            gate(_("同意"), needed, result, f"approve_{name}", agreement.least(result[f"part_{name}"])),
        ],
    }


def gate(what: str, needed: str, result: dict, name: str, least: int) -> dict:
    margin = result[name.replace("_", "_margin_")]
    words = _("多 %(n)s") if margin > 0 else _("差 %(n)s") if margin < 0 else _("刚好够")
    spell = spelt_area if name.endswith("area") else spelt_heads
    return {
        "what": what,
        "needed": needed,
        "least": spell(least),
        "met": result[name],
        "margin": words % {"n": spell(abs(margin))},
    }


def spelt_area(hundredths: int) -> str:
    return _("%(n)s 平方米") % {"n": square_metres(hundredths)}


def spelt_heads(count: int) -> str:
    return _("%(n)s 人") % {"n": count}
