import pytest

from accounts.text import clean_block, clean_line, phone_digits


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 张\u3000三 ", "张 三"),
        ("张\u200b三\ufeff\u202e\x07\x00", "张三"),
        ("１２Ａｂ", "12Ab"),
        ("张\ue863", "张\ue863"),
        ("王\U00031350", "王\U00031350"),
        ("李𠮷䶮㛃", "李𠮷䶮㛃"),
        ("a\ud800b", "ab"),
    ],
)
def test_one_line_without_what_nobody_sees(typed, kept):
    assert clean_line(typed) == kept


def test_several_lines_keep_one_empty_line():
    assert clean_block("一\r\n\r\n\r\n\r\n二\r") == "一\n\n二"


@pytest.mark.parametrize(
    ("typed", "digits"), [("199-0000-0101", "19900000101"), ("+86 199 0000 0101", "19900000101"), ("1990000010", None)]
)
def test_telephones(typed, digits):
    assert phone_digits(typed) == digits
