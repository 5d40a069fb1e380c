import pytest

from community.privacy import find_private_numbers


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("联系王师傅 13812345678", "mobile"), ("电话１３８１２３４５６７８", "mobile"), ("138-1234-5678", "mobile"),
        ("138 1234 5678", "mobile"), ("+86 13812345678", "mobile"), ("138\u200b12345678", "mobile"),
        ("11010119900307002X", "identity"), ("110101 19900307 002x", "identity"), ("１１０１０１１９９００３０７００２Ｘ", "identity"),
        ("110101450101001", "card"), ("6222021234567890123", "card"), ("6222 0212 3456 7890 123", "card"),
        ("卡号6222021234567890", "card"),
    ],
)  # fmt: skip
def test_private_numbers_are_found(text, kind):
    assert [found.kind for found in find_private_numbers(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "2026年11月22日 8:30—17:30", "2026-01-01 至 2026-12-31", "服务热线 0734-1234567", "12345 热线", "400-123-4567",
        "138****5678", "1101**********002X", "第 3 栋 2 单元 501", "金额 1,234,567.00 元", "邮编 421000",
    ],
)  # fmt: skip
def test_ordinary_figures_are_left_alone(text):
    assert find_private_numbers(text) == []


def test_the_sentence_says_which_line_and_how_to_write_it():
    (found,) = find_private_numbers("停水通知\n请打 13812345678")
    assert (found.line, found.masked) == (2, "138****5678")
    assert "第 2 行" in found.sentence
    assert "13812345678" not in found.sentence
