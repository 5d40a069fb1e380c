"""The held-out texts were written after the model was fixed, in other words than those it learnt from."""

from collections import Counter
from pathlib import Path

import pytest

from issues.sorting import accuracy, learn, ranked, shipped, suggest
from issues.texts import kinds, limit, rows, training

HELD_OUT = [(row["code"], row["text"]) for row in rows(Path(__file__).parent / "held_out.tsv")]
CODES = {kind.code for kind in kinds()}
FOLDS = 6


def test_texts_never_seen_find_their_kind_among_the_first_three():
    first, among_three = accuracy(HELD_OUT)
    print(f"\n{len(HELD_OUT)} held-out texts: top-1 {first:.3f}, top-3 {among_three:.3f}")
    assert len(HELD_OUT) >= 250
    assert among_three >= 0.80


def test_the_kinds_are_learnt_and_not_the_sentences():
    """Each sixth of the shipped sentences, read by a model that learnt from the other five."""
    texts, hits = training(), 0
    for fold in range(FOLDS):
        model = learn((row for at, row in enumerate(texts) if at % FOLDS != fold), kinds())
        hits += sum(code in dict(ranked(model, text)[:3]) for code, text in texts[fold::FOLDS])
    print(f"\n{len(texts)} shipped texts, cross-validated: top-3 {hits / len(texts):.3f}")
    assert hits / len(texts) >= 0.80


@pytest.mark.parametrize("texts", [training(), HELD_OUT], ids=["shipped", "held out"])
def test_every_kind_has_texts_and_every_text_a_kind(texts):
    counts = Counter(code for code, text in texts)
    assert set(counts) == CODES
    assert min(counts.values()) >= (12 if len(texts) > 500 else 4)
    assert len({text for code, text in texts}) == len(texts)


def test_no_text_is_both_learnt_and_held_out():
    assert not {text for code, text in HELD_OUT} & {text for code, text in training()}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("路灯坏了", "facility.streetlight"),
        ("楼道堆满了纸箱", "ebike.cluttered_stairs"),
        ("有人飞线充电", "ebike.flying_wire"),
        ("暖气一点都不热", "supply.heating"),
        ("电 梯 坏 了", "facility.lift"),
        ("ＷＩＦＩ信号太差", "other"),
    ],
)
def test_plain_words_come_first(text, code):
    assert suggest(text)[0][0] == code


def test_shares_fall_and_add_up_to_one():
    suggested = suggest("楼上半夜往下扔烟头")
    shares = [share for code, share in suggested]
    assert {code for code, share in suggested} == CODES
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1)


@pytest.mark.parametrize("nothing", ["", "  \n", "？？！", "😀", "\u200b"])
def test_what_says_nothing_suggests_nothing(nothing):
    assert suggest(nothing) == []


def test_the_model_is_learnt_once():
    assert shipped() is shipped()


def test_a_very_long_text_is_read_like_its_beginning():
    assert suggest("路灯不亮" + "。" * 1000 + "狗叫" * 100_000) == suggest("路灯不亮" + "。" * 1000)


def test_shipped_kinds_are_whole():
    assert len(CODES) == len(kinds())
    assert all(kind.name and kind.keywords and len(kind.hint) <= 40 for kind in kinds())
    assert len({(kind.group, kind.name) for kind in kinds()}) == len(kinds())


@pytest.mark.parametrize("written", ["", "7", "7 d", "0nd", "-1wd", "7xx"])
def test_a_time_limit_without_amount_or_unit_is_refused(written):
    with pytest.raises(ValueError, match="no time limit"):
        limit(written)


def test_a_broken_line_is_named(tmp_path):
    table = tmp_path / "broken.tsv"
    table.write_text("code\ttext\nfacility.lift 没有分隔\n", "utf-8")
    with pytest.raises(ValueError, match="line 2"):
        list(rows(table))
