"""What is found only beside the register, as sentences that say what to do next."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from community.imports.columns import BY_KEY
from community.imports.shapes import ERROR, NOTICE, REVIEW, Facts, Problem

# code → how grave it is, the column it is shown at, and the sentence
FINDINGS: dict[str, tuple[str, str, str]] = {
    "out_of_scope": (ERROR, "building", gettext_noop("这栋楼不在导入范围内，请删去这一行，或交给负责这栋楼的人导入。")),
    "nobody": (ERROR, "name", gettext_noop("这一行没有姓名，也没有住址，请补上。")),
    "nowhere": (ERROR, "room", gettext_noop("登记里没有找到这个人，表里也没有住址。请补上楼栋和室。")),
    "other_name": (ERROR, "name", gettext_noop("这个证件号登记的是另一个姓名，请核对姓名和证件号。")),
    "other_number": (
        ERROR,
        "id_number",
        gettext_noop("这一户同名居民登记的证件号与表中不同，请核对证件号；登记有误请在居民页面更正。"),
    ),
    "other_part": (
        REVIEW,
        "id_number",
        gettext_noop("这一户同名居民登记的证件号与表中这部分号码对不上；是另一个人，请照此登记。"),
    ),
    "dead": (ERROR, "name", gettext_noop("这位居民已登记为去世，请核对；登记有误请先在居民页面更正。")),
    "twice": (REVIEW, "name", gettext_noop("与第 %(row)s 行指的是同一位居民，请核对，只留一行。")),
    "renamed": (REVIEW, "name", gettext_noop("登记的姓名是表里的曾用名，请核对是否改名。")),
    "linked": (
        REVIEW,
        "id_number",
        gettext_noop("证件号不完整，姓名和号码的一部分与一位在册居民相符，请核对是不是同一个人。"),
    ),
    "namesake": (
        REVIEW,
        "name",
        gettext_noop("别处有同名的居民，请核对是不是同一个人；不是同一个人就照此登记为新居民。"),
    ),
    "several_namesakes": (
        REVIEW,
        "name",
        gettext_noop("这一户有几位同名的居民，请填写身份证号；照此登记会当作又一位新居民。"),
    ),
    "came_back": (REVIEW, "room", gettext_noop("这位居民已登记从这里搬走，请核对是否又搬了回来。")),
    "two_homes": (REVIEW, "room", gettext_noop("这位居民登记住在别处，请核对；照此登记会再加一处住处，原来的仍保留。")),
    "stranger": (
        REVIEW,
        "room",
        gettext_noop("此人已在别的网格登记，请核对；照此登记只加这一处住处，其他内容不改。"),
    ),
    "entrance": (
        REVIEW,
        "entrance",
        gettext_noop("这栋楼里这个室号分单元，请补上单元；照此登记会新建一套没有单元的房屋。"),
    ),
    "died_early": (ERROR, "died_on", gettext_noop("去世日期早于出生日期，请核对。")),
    "died_elsewhere": (
        ERROR,
        "died_on",
        gettext_noop("此人登记在别的网格，去世要由那边登记。请删去这一行，并告诉那边的网格员。"),
    ),
    "died": (REVIEW, "name", gettext_noop("表里写着已去世，请核对；照此登记会记为去世，住处到那天为止。")),
    "left": (REVIEW, "name", gettext_noop("表里写着已搬走，请核对；照此登记会结束这一处居住。")),
    "second_head": (REVIEW, "relation", gettext_noop("这一户已经有另一位户主，请核对；照此登记会把户主换成这一位。")),
    "was_head": (REVIEW, "relation", gettext_noop("这位居民是这一户登记的户主，请核对；照此登记会改掉这个关系。")),
    "home_conflict": (REVIEW, "area", gettext_noop("同一套房屋的几行写得不一样（面积、用途或产权人），请核对。")),
    "other_owner": (
        REVIEW,
        "owner",
        gettext_noop("这套房屋登记的产权人是另一位，请核对；照此登记会换成表里的这一位。"),
    ),
    "restricted": (REVIEW, "group", gettext_noop("这个服务类别须经核实才能登记，请核对。")),
    "moved": (REVIEW, "name", gettext_noop("您核对之后登记有了变动，这一行没有写入，请重新上传后再核对。")),
    "group_off": (NOTICE, "group", gettext_noop("本社区没有启用这个服务类别，没有登记。")),
}
EXTRA_HEADINGS = {"died": gettext_noop("已去世"), "left": gettext_noop("已搬走")}


def problem(facts: Facts, code: str, **words: object) -> Problem:
    level, key, sentence = FINDINGS[code]
    return Problem(key, heading_of(key), facts.cells.get(key, ""), code, _(sentence) % words, level)


def heading_of(key: str) -> str:
    column = BY_KEY.get(key)
    return str(column.heading) if column else key
