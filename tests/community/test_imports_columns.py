import pytest

from community.codes import SERVICE_GROUPS
from community.imports.columns import BY_HEADING, COLUMNS, HOUSE_NUMBERS, LISTED, SKIPPED, plain_heading
from community.imports.headings import meaning

NOBODY: dict[str, str] = {}


def means(*parts: str, **synonyms: str) -> tuple[str, str]:
    return tuple(meaning(parts, synonyms))


def test_no_synonym_means_two_columns():
    words = [word for column in COLUMNS for word in (column.heading, *column.synonyms)] + [*SKIPPED, *HOUSE_NUMBERS]
    plain = [plain_heading(word) for word in words]
    assert len(plain) == len(set(plain))


def test_template_asks_for_known_columns_only():
    assert set(LISTED) <= {column.key for column in COLUMNS}


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("＊身份证 号（必填）：", "身份证号"),
        ("姓　名", "姓名"),
        ("联系\n电话*", "联系电话"),
        ("Ｎｏ.", "NO"),
        ("（必填）", "必填"),
        ("【楼栋】", "楼栋"),
        ("id", "ID"),
    ],
)
def test_headings_are_laid_bare(typed, plain):
    assert plain_heading(typed) == plain


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("被采集人", "name"),
        ("公民身份号码", "id_number"),
        ("有效证件号码", "id_number"),
        ("出生年月", "born"),
        ("周岁", "age"),
        ("与户主的关系", "relation"),
        ("户主", "head_name"),
        ("户编号", "hukou_number"),
        ("户籍门（楼）详址", "hukou"),
        ("实际居住地", "address"),
        ("号楼", "building"),
        ("门栋", "entrance"),
        ("所属网格", "grid"),
        ("自住/出租/空置", "use"),
        ("人户一致标识", "kind"),
        ("重点类别", "group"),
        ("政治面目", "politics"),
        ("受教育程度", "education"),
        ("婚否", "marriage"),
        ("服务处所", "workplace"),
        ("犬证", "pet"),
        ("车牌号码", "plate"),
        ("死亡日期", "died_on"),
        ("是否已迁出", "left"),
        ("摸排日期", "verified_on"),
        ("序号", "-"),
        ("No.", "-"),
        ("填表人", "-"),
        ("错误原因", "-"),
    ],
)
def test_one_heading(heading, key):
    assert means(heading)[0] in (key, "name" if key == "head_name" else key)


@pytest.mark.parametrize(
    "heading",
    ["与房主关系", "与承租人关系", "原籍", "片区", "紧急联系人电话", "监护人姓名", "户型", "配偶", "党员人数"],
)
def test_headings_that_only_look_alike_are_unknown(heading):
    assert means(heading) == ("", "")


def test_grid_workers_are_no_grids():
    assert means("网格员")[0] == "-"
    assert means("户序号")[0] == "-"


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("独居", "living_alone"),
        ("是否独居", "living_alone"),
        ("低保户", "low_income"),
        ("残疾人", "disabled"),
        ("失独家庭", "lost_child"),
        ("退役军人", "veteran"),
        ("空巢老人", "empty_nest"),
    ],
)
def test_service_groups_are_tick_columns(heading, code):
    assert means(heading) == (f"tick:{code}", "")


def test_every_service_group_can_be_a_column():
    assert {means(label)[0] for label in SERVICE_GROUPS.values()} == {f"tick:{code}" for code in SERVICE_GROUPS}


def test_further_synonyms_win():
    assert means("称呼", 称呼="name") == ("name", "")
    assert means("姓名", 姓名="head_name") == ("name", "head")


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        (("成员1姓名",), ("name", "#1")),
        (("成员2身份证",), ("id_number", "#2")),
        (("家庭成员一姓名",), ("name", "#1")),
        (("姓名3",), ("name", "#3")),
        (("成员姓名十一",), ("name", "#11")),
        (("家庭成员2",), ("name", "#2")),
        (("第二人电话",), ("phone", "#2")),
        (("成员1", "与户主关系"), ("relation", "#1")),
        (("家庭成员（一）", "姓名"), ("name", "#1")),
        (("电话(2)",), ("phone", "#2")),
        (("配偶姓名",), ("name", "~配偶")),
        (("配偶身份证号",), ("id_number", "~配偶")),
        (("配偶情况", "联系电话"), ("phone", "~配偶")),
        (("租户姓名",), ("name", "tenant")),
        (("承租人",), ("name", "tenant")),
        (("租客电话",), ("phone", "tenant")),
        (("租户信息", "身份证号"), ("id_number", "tenant")),
        (("租户2姓名",), ("name", "tenant#2")),
        (("房主",), ("name", "owner")),
        (("业主姓名",), ("name", "owner")),
        (("产权人电话",), ("phone", "owner")),
        (("房东信息", "证件号码"), ("id_number", "owner")),
        (("户主身份证号",), ("id_number", "head")),
        (("户主", "联系电话"), ("phone", "head")),
        (("二代身份证号",), ("id_number", "")),
        (("一楼商铺",), ("", "")),
    ],
)
def test_whose_column_it_is(parts, found):
    assert means(*parts) == found


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        (("户籍地址", "省"), "hukou"),
        (("户籍所在地-市",), "hukou"),
        (("户籍地址", "门（楼）详址"), "hukou"),
        (("户籍信息", "户号"), "hukou_number"),
        (("现住址", "楼栋"), "building"),
        (("现住址", "街道"), "address"),
        (("居住地址", "室"), "room"),
        (("基本信息", "姓名"), "name"),
        (("房屋信息", "建筑面积"), "area"),
        (("性别", "男"), "sex"),
        (("政治面貌", "党员"), "politics"),
        (("特殊群体", "低保"), "tick:low_income"),
        (("紧急联系人", "姓名"), ""),
        (("填表人", "电话"), ""),
        (("居民情况", "人员信息", "民族"), "ethnicity"),
    ],
)
def test_headings_below_a_group(parts, key):
    assert means(*parts)[0] == key


def test_headings_of_the_code_table_are_all_found_again():
    assert all(means(column.heading)[0] for column in COLUMNS if column.key not in ("head_name", "owner"))
    assert BY_HEADING["姓名"] == "name"
