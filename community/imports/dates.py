"""Dates as people type them, with no more precision than they have (I30, I31)."""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from community.imports.places import plain

EXCEL_DAY_ZERO = date(1899, 12, 30)
# nobody is older; and 1899-12-30 is what empty cells become in spreadsheets
OLDEST = 120
LONGEST = 60
DAY, MONTH, YEAR = "day", "month", "year"
ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
CLOCK = re.compile(r"(?<=\d)日?[\sT]+(?:上午|下午)?\d{1,2}[:：时].*|日(?:上午|下午)?\d{1,2}[:：时].*", re.DOTALL)
AROUND = re.compile(r"^(?:公历|阳历|新历|约|大约)|(?:出生|生|日生|左右|[(\[](?:公历|阳历|新历)[)\]])$")
LUNAR = re.compile(r"农历|阴历|旧历|[正冬腊]月|闰|初[一二三四五六七八九十]|廿|除夕|^农|农$|[(\[][农阴][)\]]")
MARK = r"[-/.,、。．年]"
SEPARATED = re.compile(rf"(\d{{4}}|\d{{2}}){MARK}(\d{{1,2}})(?:(?:[-/.,、。．]|月)(\d{{1,2}})[日号]?|月?)[.。]?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")
SHORT = re.compile(r"(\d{2})(\d{2})(\d{2})")
WHOLE_YEAR = re.compile(r"(\d{4})年?(?:出生|生)?")
SERIAL = re.compile(r"(\d{5})(?:\.\d{1,12})?")
CHINESE = re.compile(r"[〇○零一二三四五六七八九十]+(?=[年月日号])")
CHINESE_DIGITS = {sign: str(value) for value, sign in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}


class Day(NamedTuple):
    """Missing parts are 1; ``doubt`` tells what was guessed: "serial", "short_year", "century"."""

    day: date
    precision: str
    doubt: str = ""


def read_date(text: str, today: date | None = None, *, to_come: bool = False) -> Day:
    """Raises ValidationError: lunar, date, date_range. ``to_come`` lets documents expire in the future."""
    return recall(text, today or timezone.localdate(), to_come)


@lru_cache(maxsize=4096)
def recall(text: str, today: date, to_come: bool) -> Day:
    if len(text) > LONGEST:
        raise not_a_date()
    return within_a_life(taken_apart(text, today), today, to_come)


def taken_apart(text: str, today: date) -> Day:
    if ISO.fullmatch(text):
        return of_parts(text[:4], text[5:7], text[8:])
    bare = plain(CLOCK.sub("", text))
    if LUNAR.search(bare):
        raise ValidationError(_("这是农历日期，请改填公历；原来的写法已记在备注里。"), code="lunar")
    bare = AROUND.sub("", AROUND.sub("", bare))
    bare = CHINESE.sub(lambda found: arabic(found[0]), bare)
    bare = bare.removesuffix(".0")
    if serial := SERIAL.fullmatch(bare):
        return Day(EXCEL_DAY_ZERO + timedelta(days=int(serial[1])), DAY, "serial")
    if match := SEPARATED.fullmatch(bare) or COMPACT.fullmatch(bare):
        return read_parts(match, bare, today)
    if year := WHOLE_YEAR.fullmatch(bare):
        return of_parts(year[1], None, None)
    raise not_a_date()


def read_parts(match: re.Match, bare: str, today: date) -> Day:
    year, month, day = match.groups()
    if len(year) == 2:
        return of_short_year(year, month, day, today)
    # 900307 is no month of the year 9003
    short = SHORT.fullmatch(bare)
    if short and not 1800 <= int(year) <= 2100:
        return of_short_year(short[1], short[2], short[3], today)
    return of_parts(year, month, day)


def of_parts(year: str, month: str | None, day: str | None, doubt: str = "") -> Day:
    try:
        found = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise not_a_date() from None
    return Day(found, DAY if day else MONTH if month else YEAR, doubt)


def of_short_year(year: str, month: str, day: str | None, today: date) -> Day:
    """90 is 1990; 05 may be 1905 or 2005, and somebody has to look."""
    if 2000 + int(year) > today.year:
        return of_parts(f"19{year}", month, day, "short_year")
    return of_parts(f"20{year}", month, day, "century")


def arabic(number: str) -> str:
    """二〇二四 → 2024, 十二 → 12, 三十一 → 31."""
    if "十" not in number:
        return "".join(CHINESE_DIGITS[sign] for sign in number)
    tens, _ten, ones = number.partition("十")
    return f"{CHINESE_DIGITS.get(tens, '1')}{CHINESE_DIGITS.get(ones, '0')}"


def within_a_life(found: Day, today: date, to_come: bool) -> Day:
    latest = today.year + OLDEST if to_come else today.year
    if today.year - found.day.year > OLDEST or found.day.year > latest or (found.day > today and not to_come):
        raise ValidationError(_("这个日期不可能，请核对年份。"), code="date_range")
    return found


def not_a_date() -> ValidationError:
    return ValidationError(_("看不懂这个日期，请写成 1990-03-07 的样子（公历）。"), code="date")
