from time import perf_counter

import pytest

from community.privacy import find_private_numbers


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("联系王师傅 13812345678", "mobile"), ("电话１３８１２３４５６７８", "mobile"), ("138-1234-5678", "mobile"),
        ("138 1234 5678", "mobile"), ("+86 13812345678", "mobile"), ("138\u200b12345678", "mobile"),
        ("11010119900307002X", "identity"), ("110101 19900307 002x", "identity"), ("１１０１０１１９９００３０７００２Ｘ", "identity"),
        ("110101450101001", "identity"), ("110101 450101 001", "identity"), ("1101 0119 9003 0700 2X", "identity"),
        ("1-1-0-1-0-1-1-9-9-0-0-3-0-7-0-0-2-X", "identity"), ("一一〇一〇一一九九〇〇三〇七〇〇二X", "identity"),
        ("一三八一二三四五六七八", "mobile"), ("壹叁捌壹贰叁肆伍陆柒捌", "mobile"), ("幺三八 一二三四 五六七八", "mobile"),
        ("1 3 8 1 2 3 4 5 6 7 8", "mobile"), ("138.1234.5678", "mobile"), ("138/1234/5678", "mobile"), ("138OO138OOO", "mobile"),
        ("1️⃣3️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", "mobile"), ("١٣٨١٢٣٤٥٦٧٨", "mobile"), ("①③⑧①②③④⑤⑥⑦⑧", "mobile"),
        ("6222021234567890123", "card"), ("6222 0212 3456 7890 123", "card"), ("卡号6222021234567890", "card"),
        ("62220 21234 567100", "card"), ("账号：1234 5678 90", "card"), ("六二二二〇二一二三四五六七八九〇", "card"),
    ],
)  # fmt: skip
def test_private_numbers_are_found(text, kind):
    assert [found.kind for found in find_private_numbers(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "2026年11月22日 8:30—17:30", "2026-01-01 至 2026-12-31", "服务热线 0734-1234567", "12345 热线", "400-123-4567",
        "二〇二六年十一月二十二日", "1、3、5、7、9、11、13、15栋", "13 14 15 16 17 18 19号楼", "2026-11-22 08.30-17.30",
        "0734-1234567 0734-7654321", "400-123-4567 400-123-4568", "62220 21234 567101", "编号 20260000000000000001",
        "138****5678", "1101**********002X", "第 3 栋 2 单元 501", "金额 1,234,567.00 元", "邮编 421000",
    ],
)  # fmt: skip
def test_ordinary_figures_are_left_alone(text):
    assert find_private_numbers(text) == []


def test_several_numbers_of_one_line_are_all_found():
    found = find_private_numbers("甲 13812345678 13912345678，卡 6222 0212 3456 7890")
    assert [(one.kind, one.masked) for one in found] == [
        ("mobile", "138****5678"), ("mobile", "139****5678"), ("card", "6222********7890"),
    ]  # fmt: skip


@pytest.mark.parametrize("hostile", ["1 " * 10_000, "1" * 20_000, "一" * 20_000, "1 -. " * 5_000, "卡号" * 10_000])
def test_a_hostile_text_costs_no_time(hostile):
    """ASVS 1.3.12"""
    started = perf_counter()
    find_private_numbers(hostile)
    assert perf_counter() - started < 1


def test_the_sentence_says_which_line_and_how_to_write_it():
    (found,) = find_private_numbers("停水通知\n请打 13812345678")
    assert (found.line, found.masked) == (2, "138****5678")
    assert "第 2 行" in found.sentence
    assert "13812345678" not in found.sentence
