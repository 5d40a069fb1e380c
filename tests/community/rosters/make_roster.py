"""Made roster-libreoffice.xlsx: forty invented people of the test town, saved by LibreOffice.

Run ``python tests/community/rosters/make_roster.py`` with LibreOffice installed. It writes the sheet as flat
OpenDocument (text cells, a title above the headings, a real date column) and lets the spreadsheet program save it.
"""

import subprocess
import tempfile
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

HERE = Path(__file__).parent
TARGET = HERE / "roster-libreoffice.xlsx"
TITLE = "青石社区柳荫小区居民花名册（演示，人物均为虚构）"
HEADINGS = (
    "序号", "姓名", "身份证号码", "性别", "出生日期", "联系电话", "楼栋", "单元", "室", "与户主关系", "居住类型",
    "户籍地址", "民族", "政治面貌", "备注",
)  # fmt: skip
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
SURNAMES = "赵钱孙李吴郑冯陈褚卫蒋沈韩杨朱秦尤许何吕"
# building, entrance, room of ten households with four people each
HOMES = (
    ("1栋", "1", "201"), ("1栋", "1", "302"), ("1栋", "2", "401"), ("1栋", "2", "502"),
    ("2号楼", "1", "101"), ("2号楼", "1", "202"), ("2号楼", "2", "303"),
    ("3幢", "1", "101"), ("3幢", "2", "502"), ("3幢", "2", "601"),
)  # fmt: skip
# relation, given name, sex, year of birth
FAMILY = (
    ("户主", "建国", 1, 1962), ("配偶", "秀兰", 2, 1965), ("子", "晓峰", 1, 1990), ("儿媳", "雨欣", 2, 1992),
)  # fmt: skip
FOREIGN_SURNAME = "欧阳"


def id_number(born: date, sequence: int) -> str:
    seventeen = f"999999{born:%Y%m%d}{sequence:03}"
    return seventeen + "10X98765432"[sum(int(a) * b for a, b in zip(seventeen, WEIGHTS, strict=True)) % 11]


def people() -> list[list[str | date]]:
    rows: list[list[str | date]] = []
    for home, (building, entrance, room) in enumerate(HOMES):
        for place, (relation, given, sex, year) in enumerate(FAMILY):
            surname = SURNAMES[home] if place in (0, 2) else SURNAMES[10 + home]
            born = date(year, 1 + home, 3 + place * 5)
            number = id_number(born, 100 + home * 10 + place * 2 + sex % 2)
            rows.append([
                str(len(rows) + 1), (FOREIGN_SURNAME if home == 9 and place == 3 else surname) + given, number,
                "男" if sex == 1 else "女", born, f"1990000{2000 + len(rows)}", building, entrance, room, relation,
                "人户分离" if home == 8 else "户籍常住", f"青石街道柳荫小区{building}{entrance}单元{room}室", "汉族",
                "中共党员" if place == 0 and home % 3 == 0 else "群众", "",
            ])  # fmt: skip
    rows[-1][2] = ""
    return rows


def cell(value: str | date) -> str:
    if isinstance(value, date):
        shown = f'office:value-type="date" office:date-value="{value}" table:style-name="day"'
        return f"<table:table-cell {shown}><text:p>{value}</text:p></table:table-cell>"
    if not value:
        return '<table:table-cell table:style-name="text"/>'
    return (
        '<table:table-cell table:style-name="text" office:value-type="string">'
        f"<text:p>{escape(value)}</text:p></table:table-cell>"
    )


def sheet() -> str:
    lines = [[TITLE], [], list(HEADINGS), *people()]
    rows = "".join(
        f"<table:table-row>{''.join(map(cell, line)) or '<table:table-cell/>'}</table:table-row>" for line in lines
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:automatic-styles>
<number:text-style style:name="plain"><number:text-content/></number:text-style>
<number:date-style style:name="ymd"><number:year number:style="long"/><number:text>-</number:text>
<number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style>
<style:style style:name="text" style:family="table-cell" style:data-style-name="plain"/>
<style:style style:name="day" style:family="table-cell" style:data-style-name="ymd"/>
</office:automatic-styles>
<office:body><office:spreadsheet><table:table table:name="柳荫小区">{rows}</table:table></office:spreadsheet></office:body>
</office:document>"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "roster-libreoffice.fods"
        source.write_text(sheet(), encoding="utf-8")
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx"]
        subprocess.run([*command, "--outdir", str(HERE), str(source)], check=True)


if __name__ == "__main__":
    main()
