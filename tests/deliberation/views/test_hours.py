"""While a vote runs nobody reads who is ahead; after its last second nobody changes it. Page by page, role by role."""

import re
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.urls import reverse

from community.models import Person
from deliberation import actions
from deliberation.models import Ballot, Paper, Proxy, RollFlat, RollHead, RollOwner, TurnedAway
from tests import pages
from tests.deliberation import votes

READERS = (None, "north_worker", "clerk", "admin")
AREAS = [6113, 6217, 6319, 5123, 5227, 4133, 4141, 3137, 3239]
# of yes, no and abstain, in m² as a page would write them; no other sum of areas looks like these
SUMS = ("186.49", "103.50", "82.74")
AHEAD = re.compile(r"(?:同意|不同意|弃权)\D{0,4}\d")


@pytest.fixture
def running(town):
    """Three yes, two no, two abstain, a paper waits, somebody has an agent."""
    votes.estate(town, AREAS)
    vote = votes.open_vote(town.building2, town.clerk, question="要不要换电梯？")
    votes.say(vote, town.clerk, yes=[1, 2, 3], no=[4, 5], abstain=[6, 7])
    paper = actions.enter_paper(votes.head(vote, 8), "yes", scan=votes.scan(), by=town.north_worker)
    days = {"since": vote.opens_at.date(), "until": vote.closes_at.date()}
    facts = {"agent": "周师傅", "phone": "19900000099", "letter": votes.scan()}
    proxy = actions.give_proxy(votes.head(vote, 9), by=town.clerk, **facts, **days)
    return SimpleNamespace(vote=vote, paper=paper, proxy=proxy, head=votes.head(vote, 1))


def addresses(running, town) -> list[str]:
    """Every page there is about one vote, and the lists it stands in."""
    known = {
        "pk": running.vote.pk,
        "head": running.head.pk,
        "building": town.building2.pk,
        "flat": running.head.flats.get().pk,
        "paper": running.paper.pk,
        "proxy": running.proxy.pk,
        "way": "phone",
    }
    found = [reverse(f"deliberation:{name}") for name in ("votes_public", "votes")] + ["/"]
    for name, pattern in pages.patterns():
        if re.match(r"(desk/)?votes/<int:pk>/", str(pattern.pattern)):
            found.append(reverse(name, kwargs={part: known[part] for part in pattern.pattern.converters}))
    return found


def read(client, page: str) -> str:
    answer = client.get(page)
    kind = answer.headers.get("Content-Type", "")
    if answer.status_code != 200 or not kind.startswith("text/html"):
        return ""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def test_no_page_tells_who_is_ahead_while_the_vote_runs(running, town, browser_of):
    assert len(addresses(running, town)) > len(AREAS)
    for who in READERS:
        browser = browser_of(getattr(town, who) if who else None)
        for page in addresses(running, town):
            text = read(browser, page)
            assert not AHEAD.search(text), f"{who} reads at {page}: {AHEAD.search(text)}"
            assert not [one for one in SUMS if one in text], f"{who} reads a sum at {page}"
    actions.count(votes.close(running.vote), by=town.clerk)
    counted = read(browser_of(None), reverse("deliberation:vote_public", args=[running.vote.pk]))
    assert AHEAD.search(counted) and all(one in counted for one in SUMS)


def kept() -> list:
    return [list(model.objects.order_by("pk").values()) for model in (Ballot, Paper, Proxy, RollHead, RollFlat)]


def tries(running) -> dict[str, dict]:
    """Whatever could bring a word in, change it or take it away: the page and what is sent there."""
    pk, head = running.vote.pk, votes.head(running.vote, 9).pk
    record, said = f"/desk/votes/{pk}/heads/{head}/", {"choice": "no"}
    flat = running.head.flats.get().pk
    return {
        f"/votes/{pk}/ballot/": said,
        f"{record}phone/": said | {"channel": "phone", "assisted": "核对了证件"},
        f"{record}paper/": said | {"channel": "paper", "scan": votes.scan()},
        f"{record}door/": {"outcome": "returned", "companion": "周师傅"},
        f"/desk/votes/{pk}/papers/{running.paper.pk}/": {"choice": "yes"},
        f"/desk/votes/{pk}/edit/": {"title": "别的事", "question": "别的事？", "matter": "other"},
        f"/desk/votes/{pk}/redraw/": {},
        f"/desk/votes/{pk}/flats/{flat}/": {"area": "1.00", "counted": "on"},
    }


@pytest.mark.parametrize("who", ["stranger", "north_worker", "north_leader", "clerk", "secretary", "admin"])
def test_after_the_last_second_nobody_votes_changes_or_takes_away(running, town, browser_of, who):
    user = getattr(town, who)
    Person.objects.filter(pk=town.li.pk).update(user=user)
    RollOwner.objects.filter(head=running.head).update(person=town.li)
    votes.close(running.vote)
    before, browser = kept(), browser_of(user)
    for page, sent in tries(running).items():
        answer = browser.post(page, sent)
        assert answer.status_code < 500
        assert kept() == before, f"{who} changed something at {page}"
    assert not TurnedAway.objects.exists()
    assert Ballot not in admin.site._registry and Paper not in admin.site._registry


def test_the_same_pages_take_a_word_before_the_last_second(running, town, browser_of):
    """So that the refusals above are of the hour and of nothing else."""
    Person.objects.filter(pk=town.li.pk).update(user=town.stranger)
    RollOwner.objects.filter(head=votes.head(running.vote, 9)).update(person=town.li)
    sent = tries(running)
    browser_of(town.stranger).post(next(iter(sent)), {"choice": "no"})
    assert Ballot.objects.current().get(head__label="业主9").channel == "online"
    paper = f"/desk/votes/{running.vote.pk}/papers/{running.paper.pk}/"
    browser_of(town.secretary).post(paper, sent[paper])
    assert Paper.objects.get().state == "counted"
