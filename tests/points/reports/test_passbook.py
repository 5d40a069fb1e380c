from django.utils import timezone

from points import actions
from points.reports import passbook


def test_the_last_line_is_the_balance(town, give, balance):
    """I15"""
    first = give(town.wang, 10)
    give(town.wang, 5)
    actions.reverse(first, by=town.clerk, reason="记错")
    rows = [passbook.shown(row) for row in passbook.lines(first.dst)]
    assert [(row["change"], row["running"]) for row in rows] == [("-10", 5), ("+5", 15), ("+10", 10)]
    assert rows[0]["running"] == balance(town.wang)


def test_a_period_opens_and_closes(town, give):
    """Point 25"""
    account = give(town.wang, 10).dst
    today = timezone.localdate()
    page = passbook.between(account, today, today)
    assert (page["opening"], page["came"], page["went"], page["closing"]) == (0, 10, 0, 10)


def test_categories_without_what_was_taken_back(town, give, cleaning):
    account = give(town.wang, 6, item=cleaning).dst
    actions.reverse(give(town.wang, 4, item=cleaning), by=town.clerk, reason="记错")
    give(town.wang, 2)
    sums = {row["name"]: row["points"] for row in passbook.by_category(account)}
    assert (sums["文明创建"], sums["其他"], sums["调解纠纷"]) == (6, 2, 0)
