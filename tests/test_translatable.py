"""No Chinese word of a page stands outside gettext, so that any language can follow."""

import ast
import re
from fnmatch import fnmatch

import pytest
from django.conf import settings

from config import words

# Chinese that is matter, not wording: what people write and how it is recognised, names of the nation's code tables,
# invented people, the operator's terminal before Django speaks
MATTER = """
*/migrations/*  */management/commands/*  config/demo/*  config/bench/*  config/keys.py  config/settings.py  config/words.py
community/imports/*  community/reports/*  community/codes.py  community/ids.py  community/lookup.py  community/pinyin.py
community/privacy.py  issues/imports/*  issues/text.py  issues/texts/*  issues/likeness.py  issues/redacting.py
issues/holidays.py  accounts/text.py
""".split()
# what stands in the register, in a file or in a record, or is compared with it: it must not change with the reader
KEPT = {
    "accounts/keys.py": {"邻里守望"},
    "config/context.py": {"邻里"},
    "community/actions/dwelling.py": {"单元", "室"},
    "community/actions/erasing.py": {"（已删除）"},
    "community/actions/roster_property.py": {"犬", "狗", "猫"},
    "community/forms/fields.py": {"分之"},
    "community/forms/report.py": {"（国标代码）"},
    "community/models/dwelling.py": {"单元"},
    "grids/admin.py": set("单元编码 单元 岗位 姓名 任职日期 卸任日期 公开电话 系统 编码 启用日期 停用日期".split()),
    "issues/actions/departments.py": {"请社区联系居民：", "社区回复部门："},
    "issues/actions/orders.py": {"街道工单"},
    "issues/actions/steps.py": {"（已删除）"},
    "issues/models/people.py": {" 回访 "},
    "issues/views/standing.py": {"{编号}", "{地点}"},
}
# apps that residents can read in English, and what lies under them; a new app joins by its row in words.RESIDENTS
APPS = [*words.RESIDENTS, "jobs"]
LATER = [app for app in settings.OWN_APPS if app not in APPS]
# how people write a date or a number
PATTERN = re.compile(r"%Y|\\d|\(\?")


def modules() -> list[str]:
    found = [path for app in APPS for path in (settings.BASE / app).rglob("*.py")]
    names = [str(path.relative_to(settings.BASE)) for path in found]
    return sorted(name for name in names if not any(fnmatch(name, pattern) for pattern in MATTER))


@pytest.mark.parametrize("app", APPS)
def test_every_word_of_the_code_can_be_translated(app):
    found = {}
    for name in modules():
        if name.startswith(f"{app}/"):
            tree = ast.parse((settings.BASE / name).read_text())
            missed = {text for text in words.unspoken(tree) if not PATTERN.search(text)} - KEPT.get(name, set())
            found |= {name: missed} if missed else {}
    assert found == {}


def test_every_word_of_a_template_can_be_translated():
    folder = settings.BASE / "templates"
    files = [file for file in folder.rglob("*.*") if file.relative_to(folder).parts[0] not in (*LATER, "print")]
    found = {file.name: words.plain_words(file.read_text()) for file in files}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_the_scan_sees_what_gettext_does_not():
    assert words.plain_words('{% translate "看" %}{{ day|date:_("n月") }}') == []
    assert words.plain_words('<p title="看">') == ['<p title="看">']
    code = 'from django.utils.translation import gettext as _now\n"""看"""\nshown = _now("看见")\nhidden = "看不见"\n'
    assert list(words.unspoken(ast.parse(code))) == ["看不见"]
