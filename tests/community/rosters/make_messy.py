"""The eight messy roster families as files, some of them saved by LibreOffice so that a real writer's quirks are in.

Run ``python -m tests.community.rosters.make_messy`` with LibreOffice installed. What a register must hold
afterwards stands in ``families.py``; the mess is made here.
"""

import subprocess
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from tests.community.rosters.families import BUILDINGS, Somebody, by_home, people

HERE = Path(__file__).parent
FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
CHINESE = dict(zip("123456789", "一二三四五六七八九", strict=True))
YELLOW = PatternFill("solid", fgColor="FFFF00")


def save(book: Workbook, name: str) -> None:
    book.save(HERE / name)


def through_libreoffice(book: Workbook, name: str, kind: str) -> None:
    """Open and save again as ``kind``: merged cells, fonts and dates as that program writes them."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / name
        book.save(source)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        out = Path(folder) / "out"
        command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(out), str(source)]
        subprocess.run(command, check=True)
        (saved,) = out.iterdir()
        (HERE / saved.name).write_bytes(saved.read_bytes())


def merge_down(sheet: Worksheet, column: int, first: int, last: int) -> None:
    if last > first:
        sheet.merge_cells(start_row=first, end_row=last, start_column=column, end_column=column)


UPPER_A = [
    "序号", "楼栋", "单元", "室", "姓　名", "身份证\n号码*", "性别", "出生年月", "民族", "户籍地址", "", "", "联系\n电话", "与户主关系",
]  # fmt: skip
LOWER_A = [
    "", "", "", "", "", "", "", "", "", "省", "市", "详址", "", "",
]  # fmt: skip
HINTS_A = [
    "例", "如3栋", "1", "501", "填真实姓名", "18位", "男/女", "如1990.1", "", "", "", "", "11位", "",
]  # fmt: skip


def family_a() -> None:
    """Two title rows, headings in two rows, merged house cells, 同上, a heading again, subtotals, a footer."""
    book = Workbook()
    sheet = book.active
    sheet.title = "居民花名册"
    sheet.append(["青石社区居民花名册（2026年）"])
    sheet.merge_cells("A1:N1")
    sheet.append(["填表单位：青石社区居委会", *[""] * 9, "填报日期：2026年3月1日"])
    sheet.append(UPPER_A)
    sheet.append(LOWER_A)
    sheet.merge_cells("J3:L3")
    for column in (1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 14):
        merge_down(sheet, column, 3, 4)
    sheet.append(HINTS_A)
    for household in by_home(people("a")):
        first = sheet.max_row + 1
        for place, person in enumerate(household):
            sheet.append(row_a(person, place))
        for column in (2, 3, 4):
            merge_down(sheet, column, first, sheet.max_row)
        if household[0].home == 50:
            sheet.append(UPPER_A)
    sheet.append(["合计", "", "", "", "300人"])
    sheet.append(["填表人：文社工", *[""] * 9, "审核人：周书记"])
    for cell in sheet[40]:
        cell.font = Font(strike=True)
    for cell in sheet[42]:
        cell.fill = YELLOW
    through_libreoffice(book, "family-a.xlsx", "xlsx")


def row_a(person: Somebody, place: int) -> list:
    number = f"'{person.number[:6]} {person.number[6:14]} {person.number[14:]}" if person.number else "无"
    born = (
        f"{person.born.year}.{person.born.month}" if place % 2 else f"{person.born:%Y年%m月%d日}".replace("年0", "年")
    )
    house = [person.building, f"{person.entrance}单元", f"{person.room}室"] if place == 0 else ["", "", ""]
    address = ["同上"] * 3 if place else ["湖南省", "衡阳市", f"青石街道{person.place}"]
    name = person.name if len(person.name) != 2 else f"{person.name[0]}　{person.name[1]}"
    return [
        person.home,
        *house,
        name,
        number,
        person.sex,
        born,
        "汉" if place else "汉族",
        *address,
        person.phone,
        person.relation,
    ]


def family_b() -> None:
    """A door-to-door survey: one row per flat with owner, tenant, car and pet, the address in one cell."""
    book = Workbook()
    sheet = book.active
    sheet.title = "摸排表"
    sheet.append(["网格员入户摸排表"])
    sheet.append(
        [
            "序号",
            "详细地址",
            "房屋情况",
            "房主姓名",
            "房主身份证号",
            "房主电话",
            "租户姓名",
            "租户身份证号",
            "租户电话",
            "车牌号",
            "宠物",
        ]
    )
    writings = (
        "{0}栋{1}单元{2}室",
        "{0}-{1}-{2}",
        "{0}号楼{1}门{2}",
        "{0}#{1}单元{2}",
        "0{0}-0{1}-0{2}",
        "{0}幢 {1}单元 {2}",
    )
    for household in by_home(people("b")):
        for order, person in enumerate(household):
            parts = (person.building[0], person.entrance, person.room)
            address = writings[(person.home + order) % len(writings)].format(*parts)
            owner = ["何业主", "", "19900008888"]
            car = f"湘A{person.home:05}" if order == 0 else "无"
            tenant = [person.name, person.number.lower() or "未办理", f"{person.phone}（本人）"]
            sheet.append([sheet.max_row, address, "出租", *owner, *tenant, car, "狗一只" if person.home == 3 else "/"])
    sheet.append(["总计", "", "", "", "", "", "300"])
    save(book, "family-b.xlsx")


def family_c() -> None:
    """A police-like ledger saved as old .xls: household number and address, blank below the head without a merge."""
    book = Workbook()
    sheet = book.active
    sheet.title = "户籍台账"
    sheet.append(["户籍台账"])
    sheet.append([])
    sheet.append(
        ["户编号", "本户地址", "现住址", "姓名", "与户主的关系", "性别", "公民身份号码", "出生日期", "户主联系方式"]
    )
    for household in by_home(people("c")):
        for place, person in enumerate(household):
            head = [f"43{person.home:06}", f"青石街道{person.place}室", person.place] if place == 0 else ["", "", ""]
            number = person.number.translate(FULL_WIDTH) if place % 3 == 1 else person.number
            sheet.append([*head, person.name, person.relation, person.sex, number, person.born, person.phone])
    sheet.append([])
    sheet.append(["审核：", "", "制表："])
    through_libreoffice(book, "family-c.xlsx", "xls")


def family_d() -> None:
    """Migrants of let flats as a .csv that an old office program wrote: GB18030, several phones in one cell."""
    lines = [
        "流动人口登记表,,,,,,,,",
        "序号,承租人姓名,证件号码,手机号码,楼号,单元,房号,人口性质,登记日期",
    ]
    for index, person in enumerate(people("d"), 1):
        second = f"、0734-81{index:05}" if index % 9 == 0 else ""
        number = f"\t{person.number}" if person.number else "不详"
        building = f"{CHINESE[person.building[0]]}号楼"
        lines.append(
            f"{index},{person.name},{number},{person.phone}{second},{building},{person.entrance},{person.room},流动人口,2026/3/1"
        )
    lines.append("合计,300,,,,,,,")
    (HERE / "family-d.csv").write_bytes(("\r\n".join(lines) + "\r\n").encode("gb18030"))


def family_e() -> None:
    """Special lists: three sheets with other columns each, ticks, ages instead of dates, one hidden and one empty sheet."""
    book = Workbook()
    everybody = people("e")
    elders = book.active
    elders.title = "80岁以上"
    fill_list(
        elders,
        ["序号", "老人姓名", "年龄", "身份证", "家庭住址", "独居", "空巢", "备注"],
        everybody[:100],
        row_of_elder,
    )
    disabled = book.create_sheet("残疾人")
    fill_list(disabled, ["姓名", "身份证号码", "现住址", "特殊群体", "联系方式"], everybody[100:200], row_of_disabled)
    members = book.create_sheet("党员名册")
    fill_list(
        members,
        ["党员姓名", "公民身份证号码", "政治面貌", "学历", "婚否", "住址", "手机"],
        everybody[200:],
        row_of_member,
    )
    book.create_sheet("空表")
    old = book.create_sheet("旧数据")
    old.append(["姓名", "身份证号"])
    old.append(["不该读到", ""])
    old.sheet_state = "hidden"
    through_libreoffice(book, "family-e.xlsx", "xlsx")


def fill_list(sheet: Worksheet, headings: list[str], listed: Iterable[Somebody], row: Callable) -> None:
    sheet.append([f"青石社区{sheet.title}名单"])
    sheet.append(headings)
    for index, person in enumerate(listed, 1):
        sheet.append(row(index, person))
    sheet.append(["合计", "100人"])


def row_of_elder(index: int, person: Somebody) -> list:
    ticks = ("√", "") if index % 2 else ("×", "✓")
    return [
        index,
        f"{person.name} ",
        2026 - person.born.year,
        person.number or "-",
        person.place,
        *ticks,
        "每周上门" if index == 5 else "",
    ]


def row_of_disabled(index: int, person: Somebody) -> list:
    group = ("残疾二级", "低保、残疾", "残疾")[index % 3]
    return [
        person.name,
        person.number or None,
        f"柳荫小区{person.place}室",
        group,
        f"{person.phone[:3]} {person.phone[3:7]} {person.phone[7:]}",
    ]


def row_of_member(index: int, person: Somebody) -> list:
    politics = ("中共党员", "预备党员", "党员")[index % 3]
    education = ("大学", "大专", "高中", "本科")[index % 4]
    married = ("已婚", "未婚", "有配偶")[index % 3]
    return [person.name, person.number, politics, education, married, person.place, int(person.phone)]


def family_f() -> None:
    """One row per household, its members side by side."""
    book = Workbook()
    sheet = book.active
    sheet.title = "家庭表"
    headings = ["楼栋", "单元", "房间号", "户主姓名", "户主身份证号", "户主电话"]
    for number in range(1, 5):
        headings += [f"成员{number}姓名", f"成员{number}身份证号", f"成员{number}关系", f"成员{number}电话"]
    sheet.append(headings)
    for household in by_home(people("f")):
        head, *others = household
        cells = [f"{head.building[0]}号楼", head.entrance, head.room, head.name, head.number, head.phone]
        for person in others:
            cells += [person.name, person.number, person.relation, person.phone]
        sheet.append(cells)
    save(book, "family-f.xlsx")


HEADINGS_G = [
    "楼号", "单元", "房屋", "楼层", "总楼层", "电梯", "房屋类型", "户型", "建筑面积", "租金", "房屋状态", "业主名称", "性别", "手机号", "身份证", "业主类型", "车位",
]  # fmt: skip


def family_g() -> None:
    """A property company's list: owners as residents, twelve house columns, notes in brackets behind names."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    sheet.append(HEADINGS_G)
    for person in people("g"):
        floor = int(person.room[:-2])
        name = f"{person.name}（户主）" if person.relation == "户主" else person.name
        kind = "业主" if person.relation == "户主" else "家庭成员"
        house = [
            int(person.building[0]),
            int(person.entrance),
            int(person.room),
            floor,
            9,
            "有",
            "住宅",
            "三室一厅",
            98.5,
            0,
            "自住",
        ]
        sheet.append([*house, name, person.sex, float(person.phone), person.number or "0", kind, f"B{person.home:03}"])
    save(book, "family-g.xlsx")


def family_h() -> None:
    """One sheet per building; the building stands in the sheet's name or in the title only, separators between entrances."""
    book = Workbook()
    book.remove(book.active)
    for order, building in enumerate(BUILDINGS):
        sheet = book.create_sheet(building if order != 1 else "第二张")
        sheet.append([f"柳荫小区{building}住户表" if order == 1 else "住户表"])
        sheet.append(["房号", "住户姓名", "证件号", "固话", "称谓", "政治面目"])
        here = [person for person in people("h") if person.building == building]
        for entrance in ("1", "2"):
            for person in (one for one in here if one.entrance == entrance):
                room = f"{person.entrance}-{person.room}"
                sheet.append(
                    [room, person.name, person.number or "暂无", f"0734-8{person.phone[-6:]}", person.relation, "群众"]
                )
        sheet.append(["小计", len(here)])
    through_libreoffice(book, "family-h.xlsx", "xlsx")


FAMILIES = (family_a, family_b, family_c, family_d, family_e, family_f, family_g, family_h)


def main() -> None:
    for make in FAMILIES:
        make()


if __name__ == "__main__":
    main()
