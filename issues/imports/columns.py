"""What the columns of a work order are called by the hotlines and streets that send them, and which row says so."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from community.imports import cells
from community.imports.places import plain
from community.imports.safe import without_numbers
from community.imports.shapes import Typed

NUMBER, TEXT, TITLE, ADDRESS, NAME = "number", "text", "title", "address", "name"
PHONE, CATEGORY, SENT, DUE, URGENCY = "phone", "category", "sent", "due", "urgency"
LABELS = {
    NUMBER: _("工单编号"),
    TEXT: _("诉求内容"),
    TITLE: _("标题"),
    ADDRESS: _("诉求地址"),
    NAME: _("来电人"),
    PHONE: _("联系电话"),
    CATEGORY: _("诉求分类"),
    SENT: _("派单时间"),
    DUE: _("办结时限"),
    URGENCY: _("紧急程度"),
}
SYNONYMS = {
    NUMBER: "工单编号 工单号 工单流水号 流水号 编号 单号 受理编号 受理单号 案件编号 案卷编号 案卷号 任务号 任务编号 诉求编号 派单编号 事件编号",
    TEXT: "诉求内容 工单内容 反映内容 来电内容 受理内容 事项内容 问题描述 诉求描述 案件描述 事件描述 事项描述 内容 具体内容 主要内容 诉求",
    TITLE: "工单标题 诉求标题 标题 事项标题 案件标题 主题 事件名称",
    ADDRESS: "诉求地址 事发地址 事发地点 问题地址 发生地址 发生地点 案发地址 地址描述 详细地址 具体地址 地址 地点 位置",
    NAME: "来电人 来电人姓名 诉求人 诉求人姓名 反映人 反映人姓名 投诉人 市民姓名 群众姓名 联系人 联系人姓名 姓名",
    PHONE: "联系电话 来电号码 来电电话 联系方式 联系号码 反映人电话 诉求人电话 市民电话 手机号 手机号码 手机 电话 电话号码",
    CATEGORY: "诉求分类 问题分类 事项分类 工单分类 案件分类 分类 诉求类别 问题类别 事项类别 诉求类型 工单类型 问题类型 事项类型 类别 类型",
    SENT: "派单时间 派发时间 派遣时间 转办时间 下派时间 交办时间 派单日期",
    DUE: "办结时限 办理时限 处置时限 处理时限 办理期限 办结期限 截止时间 截止日期 到期时间 要求办结时间 办理截止时间 反馈时限 限办时间",
    URGENCY: "紧急程度 缓急程度 工单等级 紧急级别 优先级",
}
BY_HEADING = {plain(word): key for key, words in SYNONYMS.items() for word in words.split()}
# headings stand in one of the first rows, below a title or a watermark
LOOKED_AT = 12
LONGEST_HEADING = 20


class Headings(NamedTuple):
    """``line`` counts from 0. ``names``: the headings as the file has them; ``keys``: what each means, "" for nothing."""

    line: int
    names: list[str]
    keys: list[str]

    @property
    def known(self) -> int:
        return sum(bool(key) for key in self.keys)


def find_headings(rows: Sequence[Sequence[Typed]]) -> Headings:
    """The row that most is known of, the first of them; without any known heading the first row with most cells."""
    candidates = [headings_of(line, row) for line, row in enumerate(rows[:LOOKED_AT])]
    return max(candidates, key=lambda found: (found.known, sum(bool(name) for name in found.names), -found.line))


def headings_of(line: int, row: Sequence[Typed]) -> Headings:
    """Each meaning goes to the first column that claims it."""
    texts = [cells.text(cell) for cell in row]
    keys, given = [], set()
    for text in texts:
        key = BY_HEADING.get(bare(text), "")
        keys.append("" if key in given else key)
        given.add(key)
    # where a row of people was taken for headings, their numbers are not kept
    return Headings(line, [without_numbers(text)[:LONGEST_HEADING] for text in texts], keys)


def bare(heading: str) -> str:
    """*工单编号（必填） → 工单编号"""
    return plain(heading).strip("*：:").partition("(")[0]
