"""The roster that is measured: invented people in 40 columns, as many rows as asked for."""

from datetime import date, timedelta
from io import BytesIO

from xlsxwriter import Workbook

from community.ids import check_character
from grids import actions as grids
from grids.models import Unit

HEADINGS = (
    "姓名", "身份证号", "性别", "出生日期", "民族", "政治面貌", "婚姻状况", "文化程度", "工作单位", "联系电话", "楼栋", "单元",
    "室", "与户主关系", "居住类型", "户籍地址", "户号", "备注", "曾用名", "年龄",
)  # fmt: skip
# what a real table carries beside: kept as raw notes
OTHERS = tuple(f"其他情况{number}" for number in range(1, 21))
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "建国 秀兰 晓峰 雨欣 志强 桂英 俊杰 佳怡 海涛 丽娟 子涵 浩然 玉梅 国庆 思远 春花 文博 雅琴 明辉".split()
RELATIONS = ("户主", "配偶", "子", "女")
FAMILY, ENTRANCES, FLOORS, DOORS = 4, 3, 18, 4
HOMES_A_BUILDING = ENTRANCES * FLOORS * DOORS
KINDS = Unit.Kind


def territory(rows: int) -> Unit:
    """A community with one grid and as many buildings as the rows need."""
    street = grids.add_unit(KINDS.STREET, "青石街道", "999999001000", by=None)
    community = grids.add_unit(KINDS.COMMUNITY, "青石社区", "999999001001", parent=street, by=None)
    area = grids.add_unit(KINDS.AREA, "柳荫小区", "99999900100101", parent=community, by=None)
    grid = grids.add_unit(KINDS.GRID, "第1网格", "999999001001001", parent=area, by=None)
    for number in range(1, rows // (FAMILY * HOMES_A_BUILDING) + 2):
        grids.add_unit(KINDS.BUILDING, f"{number}栋", f"999999001001001{number:03}", parent=grid, by=None)
    return community


def workbook(rows: int) -> bytes:
    content = BytesIO()
    book = Workbook(content, {"constant_memory": True, "strings_to_numbers": False})
    sheet = book.add_worksheet("居民花名册")
    for place, heading in enumerate((*HEADINGS, *OTHERS)):
        sheet.write_string(0, place, heading)
    for index in range(rows):
        for place, text in enumerate(person(index)):
            if text:
                sheet.write_string(index + 1, place, text)
    book.close()
    return content.getvalue()


def person(index: int) -> list[str]:
    home, place = divmod(index, FAMILY)
    building, door = divmod(home, HOMES_A_BUILDING)
    entrance, door = divmod(door, FLOORS * DOORS)
    floor, door = divmod(door, DOORS)
    born = date(1940, 1, 1) + timedelta(days=index * 7919 % 29_000)
    # date and sequence together are another number for each row
    seventeen = f"999999{born:%Y%m%d}{index // 29_000 * 8 % 992 + place:03}"
    name = SURNAMES[home % len(SURNAMES)] + GIVEN[index % len(GIVEN)]
    where = [f"{building + 1}栋", str(entrance + 1), f"{floor + 1}{door + 1:02}"]
    address = f"青石街道柳荫小区{where[0]}{where[1]}单元{where[2]}室"
    return [
        name, seventeen + check_character(seventeen), "男" if int(seventeen[16]) % 2 else "女", f"{born:%Y-%m-%d}", "汉族",
        "群众" if place else "中共党员", "已婚", ("本科", "高中", "初中")[index % 3], f"第{index % 50}工厂",
        f"19{900_000_000 + index:09}", *where, RELATIONS[place], "户籍常住", address, f"43{home:07}", "", "", "",
        *(f"第{number}项" if number % 5 == index % 5 else "" for number in range(len(OTHERS))),
    ]  # fmt: skip
