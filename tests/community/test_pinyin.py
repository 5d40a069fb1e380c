import subprocess
import sys

import pytest

from community.pinyin import initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("王小明", "wxm"), ("单雄信", "sxx"), ("曾南山", "zns"), ("仇英", "qy"), ("解缙", "xj"), ("查良镛", "zly"),
        ("翟天临", "ztl"), ("尉迟恭", "ycg"), ("区家麟", "ojl"), ("朴树", "ps"), ("任盈盈", "ryy"), ("华佗", "ht"),
        ("盖叫天", "gjt"), ("乐毅", "yy"), ("缪昌期", "mcq"), ("冼星海", "xxh"), ("覃晓红", "qxh"), ("欧阳修", "oyx"),
        ("阿依古丽·买买提", "ayglmmt"), ("John Smith", "js"), ("", ""),
    ],
)  # fmt: skip
def test_names_are_found_by_these_letters(name, letters):
    assert initials(name) == letters


def test_a_surname_reading_stays_with_the_surname():
    assert initials("李单") == "ld"


def test_the_table_is_loaded_only_when_a_name_is_read():
    code = "import sys, community.pinyin; assert 'pypinyin' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
