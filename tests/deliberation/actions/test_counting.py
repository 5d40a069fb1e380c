"""The count through the portal, and the file by which anybody counts again."""

import json
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from deliberation import actions
from deliberation.actions.counting import heads_of, recount_lines, said, turnout
from deliberation.tally import tally
from tests.deliberation import votes

SCRIPT = settings.BASE / "static" / "downloads" / "recount.py"


def counted(town, areas, by=None, **choices):
    votes.estate(town, areas)
    vote = votes.open_vote(town.building2, town.clerk, matter=choices.pop("matter", "use_fund"))
    votes.say(vote, town.clerk, **choices)
    return actions.count(votes.close(vote), by=town.secretary)


def test_one_hundredth_of_a_square_metre_decides_and_the_margin_says_so(town):
    """V4: 74.9977 % of the area is not three quarters."""
    areas = [8000] * 10 + [8001, 8001]
    vote = counted(town, areas, matter="rebuild", yes=[1, 2, 3, 4, 5, 6], no=[11, 12])
    result = vote.result
    assert (result["outcome"], result["approve_heads"], result["approve_area"]) == ("rejected", True, False)
    assert result["approve_margin_area"] == 48000 - 48002
    assert result["quorum_margin_area"] == 64002 - 64002


def test_kind_of_matter_drives_the_gate(town):
    vote = counted(town, [9000] * 12, yes=[1, 2, 3, 4, 5], no=[6, 7, 8])
    assert vote.result["outcome"] == "passed"
    assert (vote.kind, type(vote)(matter="raise_fund").kind) == ("ordinary", "special")


def test_a_home_made_a_shop_needs_everybody_on_the_list(town):
    """V16: nine of ten neighbours agree, and a majority is no defence."""
    vote = counted(town, [9000] * 10, matter="home_to_shop", yes=[1, 2, 3, 4, 5, 6, 7, 8, 9])
    assert vote.result["outcome"] == "rejected"


def test_counting_waits_for_the_end_and_happens_once(town):
    votes.estate(town, [9000])
    vote = votes.open_vote(town.building2, town.clerk)
    with pytest.raises(ValidationError, match="还没有截止"):
        actions.count(vote, by=town.clerk)
    votes.close(vote)
    stale = type(vote).objects.get(pk=vote.pk)
    actions.count(vote, by=town.clerk)
    with pytest.raises(ValidationError, match="已经计过票"):
        actions.count(stale, by=town.clerk)


def test_the_silent_are_a_second_figure_and_only_by_the_estates_own_rules(town):
    votes.estate(town, [10000] * 10)
    vote = votes.open_vote(town.building2, town.clerk, silent_clause=True)
    votes.say(vote, town.clerk, yes=[1, 2, 3, 4, 5], no=[6])
    result = actions.count(votes.close(vote), by=town.clerk).result
    assert (result["outcome"], result["outcome_with_silent"]) == ("no_quorum", "passed")
    assert "outcome_with_silent" not in counted_without(town)


def counted_without(town) -> dict:
    vote = votes.open_vote(town.building2, town.clerk, title="另一次")
    return actions.count(votes.close(vote), by=town.clerk).result


def test_void_papers_are_shown_where_they_would_have_mattered(town):
    votes.estate(town, [9000] * 3)
    vote = votes.open_vote(town.building2, town.clerk)
    votes.say(vote, town.clerk, no=[1])
    paper = actions.enter_paper(votes.head(vote, 2), "yes", scan=votes.scan(), by=town.clerk)
    actions.void_paper(paper, why="没有签名", by=town.secretary)
    result = actions.count(votes.close(vote), by=town.clerk).result
    assert (result["outcome"], result["outcome_with_void"]) == ("no_quorum", "rejected")


def recount(tmp_path, text: str) -> subprocess.CompletedProcess:
    file = tmp_path / "recount.jsonl"
    file.write_text(text, "utf8")
    return subprocess.run([sys.executable, SCRIPT, file], capture_output=True, text=True, check=False)


def test_the_script_of_forty_lines_counts_the_same(town, tmp_path):
    assert len(SCRIPT.read_text("utf8").splitlines()) <= 40
    vote = counted(town, [9000] * 4 + [1], yes=[1, 2, 3], abstain=[4])
    done = recount(tmp_path, "".join(recount_lines(vote)))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["outcome"] == vote.result["outcome"] == "passed"


def test_one_altered_byte_or_a_missing_line_is_named(town, tmp_path):
    vote = counted(town, [9000] * 3, yes=[1, 2, 3])
    lines = list(recount_lines(vote))
    swapped = [lines[0], lines[1].replace('"yes"', '"no"'), *lines[2:]]
    assert "第 2 行" in recount(tmp_path, "".join(swapped)).stderr
    assert "第 3 行" in recount(tmp_path, "".join([*lines[:2], *lines[3:]])).stderr
    assert "不完整" in recount(tmp_path, "".join(lines[:-1])).stderr


def test_the_file_names_nobody_and_holds_every_receipt(town):
    vote = counted(town, [9000] * 3, yes=[1, 2])
    text = "".join(recount_lines(vote))
    assert "业主1" not in text
    assert "2栋" not in text
    receipts = {line["receipt"] for line in map(json.loads, text.splitlines()) if line.get("receipt")}
    assert receipts == set(vote.heads.exclude(ballots=None).values_list("ballots__receipt", flat=True))


def test_what_is_missing_and_who_took_part_while_it_runs(town):
    """Asked of the database, with the figures of the count itself."""
    votes.estate(town, [9001, 8000, 7000, 6000])
    vote = votes.open_vote(town.building2, town.clerk)
    votes.say(vote, town.clerk, yes=[1], no=[2])
    vote.heads.filter(pk=votes.head(vote, 2).pk).update(frozen=True)
    area, heads = tally(vote.kind, heads_of(vote), said(vote)).still_missing()
    assert actions.still_missing(vote) == {"area": area, "heads": heads} == {"area": 11000, "heads": 2}
    row = {"building": town.building2.pk, "name": town.building2.name, "flats": 4, "voted": 2}
    assert turnout(vote) == [row]
