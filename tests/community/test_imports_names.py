import pytest
from django.core.exceptions import ValidationError

from community.imports.names import is_nobody, read_name

LONG = "买买提" * 8 + "明"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张三", "张三"), ("张　三", "张三"), (" 张三 ", "张三"), ("张\u200b三", "张三"), ("张\ufeff三\u202e", "张三"), ("张\n三", "张三"),
        ("张 三", "张三"), ("阿依古丽•买买提", "阿依古丽·买买提"), ("阿依古丽・买买提", "阿依古丽·买买提"),
        ("阿依古丽.买买提", "阿依古丽·买买提"), ("阿依古丽．买买提", "阿依古丽·买买提"), ("阿依古丽 · 买买提", "阿依古丽·买买提"),
        ("阿依古丽·买买提", "阿依古丽·买买提"), ("李𠮷", "李𠮷"), ("张䶮", "张䶮"), ("欧阳㛃", "欧阳㛃"), ("张\ue863", "张\ue863"),
        ("王\U00031350", "王\U00031350"), ("John  Smith", "John Smith"), ("Ｊｏｈｎ", "John"), ("J. Smith", "J. Smith"),
        ("一", "一"), (LONG, LONG), ("⽂明", "文明"),
    ],
)  # fmt: skip
def test_names_lose_their_padding_and_keep_their_signs(text, name):
    assert read_name(text) == (name, (), False, False, "", "")


@pytest.mark.parametrize("text", ["张三（已故）", "张三(去世)", "张三【亡】", "张三（已死亡）", "张三（已故"])
def test_the_dead_are_marked_beside_their_name(text):
    found = read_name(text)
    assert (found.name, found.died, len(found.notes)) == ("张三", True, 1)


@pytest.mark.parametrize("text", ["张三（户主）", "张三(户主)"])
def test_so_is_the_head(text):
    assert read_name(text) == ("张三", (), False, True, "", "")


@pytest.mark.parametrize(
    ("text", "notes"),
    [("张三*", ("*",)), ("★张三", ("★",)), ("张三（租户）", ("租户",)), ("张三（大）（党员）", ("大", "党员"))],
)
def test_other_marks_become_notes(text, notes):
    found = read_name(text)
    assert (found.name, found.notes) == ("张三", notes)


def test_a_former_name_is_told_apart():
    assert read_name("张三（曾用名：张小三）").former == "张小三"


@pytest.mark.parametrize(("text", "doubt"), [("张?明", "rare"), ("张□", "rare"), ("张三 李四", "several")])
def test_what_somebody_should_look_at(text, doubt):
    assert read_name(text).doubt == doubt


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("张三1", "name"), ("1、张三", "several"), ("1张三", "name"), ("——", "name"), ("（户主）", "name"), ("张*明", "masked"),
        ("张**", "masked"), ("张某某", "masked"), ("张三、李四", "several"), ("张三/李四", "several"), ("张" * 81, "long"),
        ("张" * 50_000, "long"), ("（" * 50_000, "long"), (" " * 50_000, "long"), ("", "name"),
    ],
)  # fmt: skip
def test_what_is_no_name_is_refused(text, code):
    with pytest.raises(ValidationError) as refused:
        read_name(text)
    assert refused.value.code == code


@pytest.mark.parametrize("sign", ["（", "*", " ", "·", "（已", "张 "])
def test_the_longest_cell_that_is_read_is_read_at_once(sign):
    with pytest.raises(ValidationError):
        read_name((sign * 300)[:300])


@pytest.mark.parametrize("text", ["空置", "空房", "无人居住", "无", "-", " 空 "])
def test_a_row_about_a_flat_names_nobody(text):
    assert is_nobody(text)
