"""What changed between two versions, told word by word."""

from random import Random

from deliberation.actions import conventions as rules
from deliberation.views.differences import changes, parts
from tests.deliberation import contests


def joined(found, *kinds) -> str:
    return "".join(words for kind, words in found if kind in kinds)


def test_words_added_and_removed_are_told_apart_and_put_together_again():
    assert parts("晚上十点以后不喧哗。", "晚上九点以后不喧哗。") == [
        ("same", "晚上"), ("gone", "十"), ("new", "九"), ("same", "点以后不喧哗。"),
    ]  # fmt: skip
    dice = Random(39)
    for _case in range(500):
        old, new = ("".join(dice.choice("甲乙丙丁") for _sign in range(dice.randrange(12))) for _side in range(2))
        assert joined(parts(old, new), "same", "gone") == old
        assert joined(parts(old, new), "same", "new") == new


def test_each_article_is_the_same_changed_new_or_dropped(town):
    row = contests.convention(town, needed="none")
    first = rules.take_effect(contests.signing(town, row), on=contests.today(), by=town.north_leader)
    second = rules.next_version(row, why="改", by=town.north_leader)
    text = "宠物出门牵绳。\n\n晚上九点以后不大声喧哗。\n\n快递放进柜子。"
    second = rules.rewrite(second, text=text, needed="none", by=town.north_leader)
    kinds = [(change["kind"], change["number"], change["before"]) for change in changes(first, second)]
    assert kinds == [("same", 1, 3), ("changed", 2, 1), ("new", 3, None), ("dropped", None, 2)]


def test_the_first_and_the_third_version_are_compared_over_the_second(town):
    row = contests.convention(town, needed="none")
    versions = [rules.take_effect(contests.signing(town, row), on=contests.today(), by=town.north_leader)]
    for hour in ("九", "八"):
        version = rules.next_version(row, why="再早一点", by=town.north_leader)
        rules.rewrite(version, text=contests.ARTICLES.replace("十", hour), needed="none", by=town.north_leader)
        versions.append(rules.take_effect(contests.signing(town, row), on=contests.today(), by=town.north_leader))
    [change, *others] = changes(versions[0], versions[2])
    assert [kind for kind, _words in change["parts"]] == ["same", "gone", "new", "same"]
    assert {other["kind"] for other in others} == {"same"}
