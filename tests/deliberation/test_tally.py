"""The count of owners' votes: the published vectors, the edges, and a second counting from the words of the law."""

import ast
import json
import random
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from deliberation import tally as counting
from deliberation.tally import AGREEMENT, QUORUM, Flat, electorate, head_key, read_case, tally
from tests.deliberation import slow_count

VECTORS = json.loads((Path(__file__).parent / "owners_vote_vectors.json").read_text("utf8"))


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["name"].split()[0])
def test_the_published_vectors(case):
    assert read_case(case).as_dict() == case["expect"]


def test_no_float_and_no_division_in_the_count():
    tree = ast.parse(Path(counting.__file__).read_text("utf8"))
    nodes = list(ast.walk(tree))
    assert not [node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, float)]
    assert not [node for node in nodes if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)]
    assert not [node for node in nodes if isinstance(node, ast.Name) and node.id in ("float", "Decimal", "round")]


def test_identical_owners_are_one_head_and_other_sets_are_others():
    """V14: flats of {A}, {A, B} and {C} are three heads; {B, A} is {A, B} again."""
    flats = [Flat("1", 100, ("A",)), Flat("2", 100, ("A", "B")), Flat("3", 100, ("C",)), Flat("4", 50, ("B", "A"))]
    assert electorate(flats) == {("owners", "A"): 100, ("owners", "A", "B"): 150, ("owners", "C"): 100}


def test_what_is_not_counted_is_in_neither_measure():
    flats = [Flat("1", 100, ("A",)), Flat("2", 900, ("B",), counted=False)]
    assert electorate(flats) == {("owners", "A"): 100}


def test_kind_decides_the_same_five_to_three():
    heads = {("owners", str(n)): 9000 for n in range(12)}
    ballots = {("owners", str(n)): "yes" if n < 5 else "no" for n in range(8)}
    assert tally("ordinary", heads, ballots).outcome == "passed"
    assert tally("special", heads, ballots).outcome == "rejected"


def test_margins_are_the_least_that_would_change_the_outcome():
    for gate in (QUORUM, *AGREEMENT.values()):
        for whole in range(1, 200):
            least = gate.least(whole)
            assert gate.passes(least, whole)
            assert not gate.passes(least - 1, whole)


def test_what_is_missing_is_exactly_enough():
    for case in VECTORS:
        result = read_case(case)
        area, heads = result.still_missing()
        assert (area == 0) == QUORUM.passes(result.area.part, result.area.total)
        assert QUORUM.passes(result.area.part + area, result.area.total)
        assert heads == 0 or not QUORUM.passes(result.heads.part + heads - 1, result.heads.total)


def a_register(random: random.Random) -> dict:
    names = [f"o{n}" for n in range(random.randint(1, 9))]
    units = [
        {
            "id": str(n),
            "area": random.choice((1, 2, 3, 8999, 9000, 9001, random.randint(1, 30000))),
            "owners": random.sample(names, random.choice((1, 1, 1, min(2, len(names))))),
            "developer_held": random.random() < 0.1,
        }
        for n in range(random.randint(1, 14))
    ]
    keys = {head_key(Flat("", 0, tuple(unit["owners"]), unit["developer_held"])) for unit in units}
    choices = random.choice((("yes",), ("yes", "yes", "yes", "no"), ("yes", "no", "abstain")))
    voting = random.choice((0.5, 0.67, 0.8, 1))
    ballots = [
        {"key": list(key), "choice": random.choice(choices)}
        for key in sorted(keys)
        for _again in range(random.choice((1, 1, 2)))
        if random.random() < voting
    ]
    return {"kind": random.choice(("ordinary", "special")), "units": units, "ballots": ballots}


def test_ten_thousand_registers_agree_with_a_count_from_the_words_of_the_law():
    source, outcomes = random.Random(278), set()
    for _round in range(10_000):
        case = a_register(source)
        outcome = read_case(case).outcome
        assert outcome == slow_count.count(case), case
        outcomes.add(outcome)
    assert outcomes == {"no_quorum", "passed", "rejected"}


def test_the_order_of_flats_and_ballots_of_different_heads_changes_nothing():
    source = random.Random(9)
    for _round in range(200):
        case = a_register(source)
        last = {tuple(ballot["key"]): ballot for ballot in case["ballots"]}
        mixed = case | {"units": source.sample(case["units"], len(case["units"])), "ballots": list(last.values())[::-1]}
        assert read_case(mixed) == read_case(case)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "unanimous"},
        {"units": [{"id": "1", "area": 90.5, "owners": ["o1"]}]},
        {"units": [{"id": "1", "area": 9000, "owners": []}]},
        {"ballots": [{"key": ["owners", "nobody"], "choice": "yes"}]},
        {"ballots": [{"key": ["owners", "o1"], "choice": "maybe"}]},
    ],
    ids=["kind", "half a square", "no owner", "stranger", "choice"],
)
def test_what_is_wrong_in_a_case_is_refused(change):
    with pytest.raises((ValueError, KeyError)):
        read_case(VECTORS[0] | change)


def test_the_command_counts_the_whole_file(tmp_path, capsys):
    call_command("tally", str(Path(__file__).parent / "owners_vote_vectors.json"))
    assert json.loads(capsys.readouterr().out) == [case["expect"] for case in VECTORS]


@pytest.mark.parametrize("text", ["", "{}", '[{"kind": "ordinary"}]', "[1]"])
def test_the_command_says_in_one_sentence_what_is_wrong(tmp_path, text):
    file = tmp_path / "cases.json"
    file.write_text(text, "utf8")
    with pytest.raises(CommandError) as refusal:
        call_command("tally", str(file))
    assert refusal.value.returncode == 2
    assert "\n" not in str(refusal.value)
