"""The rows of the access table for conventions, and the things they are opened with."""

from types import SimpleNamespace

from django.utils import timezone

from deliberation.actions import conventions as rules
from deliberation.actions import signing
from tests.deliberation import contests, votes

TABLE = """
deliberation:conventions              GET        200       200       200       200       200       200       200       200
deliberation:convention               GET        200       200       200       200       200       200       200       200
deliberation:convention_version       GET        200       200       200       200       200       200       200       200
deliberation:convention_changes       GET        200       200       200       200       200       200       200       200
deliberation:convention_comment       POST       422       422       422       422       422       422       422       422
deliberation:convention_sign          both        in       200       200       200       200       200       200       200
deliberation:convention_sheet         GET        200       200       200       200       200       200       200       200
deliberation:conventions_desk         GET         in       403       200       200       200       200       200       200
deliberation:convention_new           both        in       403       403       200       403       200       200       200
deliberation:convention_desk          GET         in       403       200       200       404       200       200       200
deliberation:convention_edit          both        in       403       403       200       404       200       200       200
deliberation:convention_doors         GET         in       403       200       200       404       200       200       200
deliberation:convention_door          both        in       403       200       200       404       200       200       200
deliberation:convention_paper         GET         in       403       200       200       404       200       200       200
deliberation:convention_signatures    GET         in       403       403       200       404       200       200       200
deliberation:convention_answer        POST        in       403       403       302       404       302       302       302
deliberation:convention_act           POST        in       403       403       422       404       422       422       422
"""


def fill(town: SimpleNamespace) -> None:
    """A convention in its second version: the first in force, signed on paper; a comment on it that has its answer."""
    town.convention = contests.convention(
        town, unit=town.north, title="第1网格居民公约", kind="residents", needed="none"
    )
    town.article_comment = contests.commented(town, town.convention)
    rules.answer_comment(town.article_comment, answer="周末到十一点。", by=town.north_leader)
    version = contests.signing(town, town.convention)
    town.convention_home = town.home.households.get()
    facts = {"word": "agree", "channel": "paper", "assisted": "周师傅", "paper": votes.scan(), "by": town.north_worker}
    town.convention_signature = signing.sign(version, town.convention_home, **facts)
    rules.take_effect(version, on=timezone.localdate(), by=town.north_leader)
    second = rules.next_version(town.convention, why="夜里太吵", by=town.north_leader)
    text = contests.ARTICLES.replace("十点", "九点")
    rules.rewrite(second, text=text, needed="none", by=town.north_leader)
    rules.open_for_comments(second, by=town.north_leader)


def things(world: SimpleNamespace) -> dict[str, dict]:
    convention, version = {"pk": world.convention.pk}, {"pk": world.convention.pk, "number": 2}
    return {
        "deliberation:convention": convention,
        "deliberation:convention_version": version,
        "deliberation:convention_changes": version,
        "deliberation:convention_comment": version | {"article": 1},
        "deliberation:convention_sign": version,
        "deliberation:convention_signatures": convention,
        "deliberation:convention_sheet": version,
        "deliberation:convention_door": convention | {"household": world.convention_home.pk},
        "deliberation:convention_doors": convention,
        "deliberation:convention_paper": convention | {"signature": world.convention_signature.pk},
        "deliberation:convention_answer": convention | {"comment": world.article_comment.pk},
        "deliberation:convention_act": convention | {"verb": "drop"},
    }
