"""What residents type, read for what it may mean: an emergency, or the number of an earlier matter."""

import re
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.text import clean_block, clean_line


class Sign(NamedTuple):
    """``words``: patterns that JavaScript and Python read alike, as the form looks for them while somebody types
    (nothing that looks back: old phones refuse the whole page over it). ``calm``: what takes a word its alarm."""

    words: tuple[str, ...]
    sentence: Promise
    calm: tuple[str, ...] = ()


# each ends where the word begins; "是不是着火了" and "怕是着火了" are no denials
DENIED = r"(?:(?<!是)不是|没有|没|并非|并未|并没|未)(?:再|真|在|人|人员|发生|出现|闻到|什么)?$"
FORBIDDEN = r"(?:不要|不准|不得|禁止|严禁|防止?|预防|以免|避免|谨防|当心|小心)(?:再|发生|引起|引发|造成|出现)?$"
PAST = (
    r"(?:上次|上回|上个?月|去年|前年|(?<![钟时刚])(?:以前|之前)|曾经?|那次|那回|几年前|小时候)"
    r"(?:(?!现在|正在|又|刚|今天).){0,6}$"
)
SUPPOSED = r"(?:怕(?!是)|担心|万一|一旦|要是|如果|假如|容易|会不会|以防|迟早|早晚|差点|险些)(?:(?!现在|正在|又|已经|真的).){0,6}$"
WOULD = r"会(?:引起|引发|造成|发生|导致)?$"
LEARNT = r"(?:演练|演习|模拟|培训|讲座|宣传|知识|预防|预案|主题)(?:(?!真的?).){0,8}$"
# and these begin where the word ends
ONLY_TALK = re.compile(
    r"(?:了?的?(?:预防|干预|应急|逃生|安全)?(?:演练|演习|培训|讲座|宣传|知识|预案|保险|隐患|风险|危险|可能|事故案例))"
)
WHAT_IF = re.compile(r"了?.{0,3}(?:怎么办|咋办|往哪|怎么跑|怎么逃|谁负责|怎么进)")
QUESTION = re.compile(r"[^，。！；,!;\n]{0,4}[吗嘛么吧？?]")
# words whose patterns take one sign more, which belongs to what stands before
BORROWING = ("着火", "起火", "漏气", "中毒")
CLAUSE = re.compile(r"[，。！？；、,!?;\n]")
PETS = r"(?:狗|猫|犬|鸟|鹦鹉|宠物|乌龟)(?:狗|猫)?(?:昨天|今天|早上|晚上)?$"

DANGER = (DENIED, FORBIDDEN, PAST, SUPPOSED, WOULD, LEARNT)
SIGNS = (
    Sign(
        (
            "(?:^|[^不])着火(?![红锅车])", "(?:^|[^引])起火", "失火", "火灾", "冒烟", "浓烟", "黑烟", "爆炸", "火苗(?!.{0,2}小)", "明火",
            "冒火", "火势", "烧起来", "烧着了", "烧成一团",
        ),
        _("如果正在起火，请马上离开并拨打 119。"),
        DANGER,
    ),
    Sign(
        (
            "(?:燃|煤|天然|液化)气.{0,3}泄[漏露]", "(?:^|[^胎圈球])漏气", "(?:燃|煤|天然|液化)气的?味", "煤气中毒",
            "一氧化碳中毒", "(?:家里|屋里|厨房|灶).{0,6}臭鸡蛋",
        ),
        _("如果闻到燃气味，请开窗、关阀、不要开关电器，到室外再拨打 119。"),
        (DENIED, FORBIDDEN, PAST, LEARNT),
    ),
    Sign(
        ("[困关卡]在了?电梯", "电梯困人", "困梯", "电梯里?.{0,6}(?:出不来|被关(?!在家))", "被困", "电梯.{0,6}(?:急坠|坠落|冲顶)"),
        _("如果有人被困，请拨打 119，并按电梯里的报警按钮，不要自己扒门。"),
        DANGER,
    ),
    Sign(
        (
            "井盖.{0,6}(?:没了|没有了|缺失|不见|丢了|被偷|敞开|掀翻|翻了)", "(?:掉|摔|跌|落)(?:进|到|入|下)了?.{0,3}(?:井|坑)",
            "坠井", "[路地]面?塌陷", "坍塌", "倒塌", "(?:房|楼|墙)子?.{0,2}要(?:塌|倒)",
        ),
        _("如果有人掉进井里、坑里或者被压住，请拨打 119；请先离远一点，提醒别人绕行。"),
        DANGER,
    ),
    Sign(
        ("落水(?![管口斗槽])", "溺水", "掉(?:进|到|下)了?(?:河|湖|池|塘|水)", "跳河", "跳湖"),
        _("如果有人落水，请马上拨打 119 和 120，抛给他能浮起来的东西，不要自己下水。"),
        DANGER,
    ),
    Sign(
        ("电线.{0,4}[断掉垂].{0,4}(?:地|水|路)", "高压线.{0,4}[断掉]"),
        _("如果电线掉在地上或者水里，请离开十米以外，不要去碰，拨打 119。"),
        DANGER,
    ),
    Sign(
        ("自杀", "轻生", "跳楼(?![价甩大])", "不想活", "活不下去", "活着没(?:有)?意思", "寻短见", "割腕", "自残", "喝农药"),
        _("如果有人想伤害自己，请先陪着他，马上拨打 120 或 110；想找人说说话，可以拨打 12356。"),
        (LEARNT,),
    ),
    Sign(
        (
            "打人(?!工)", "打我(?![家们单]|.{0,2}(?:电话|手机|号码))", "打(?:老婆|孩子|小孩|老人|他妈|她妈)", "殴打", "打起来",
            "打架", "斗殴", "持刀", "拿刀", "砍人", "砍伤", "捅伤", "捅人", "抢劫", "入室", "家暴", "虐待", "威胁要", "掐.{0,2}脖子",
            "救命", "弄死", "杀人", "要杀", "绑架", "猥亵", "强奸", "性侵", "撬锁", "撬门", "撬我",
        ),
        _("如果有人正受到伤害，请先到安全的地方，拨打 110。"),
        (DENIED, LEARNT),
    ),
    Sign(
        (
            "晕倒", "昏迷", "昏倒", "没有?呼吸", "大出血", "流血不止", "吐血", "心脏病发", "心梗", "休克", "抽搐", "窒息",
            "(?:^|[^脑机])中毒", "触电", "砸伤", "砸中", "摔.{0,6}起不来",
        ),
        _("如果有人有生命危险，请马上拨打 120。"),
        DANGER,
    ),
    Sign(
        (
            "走失", "走丢", "失踪", "离家出走",
            "(?:孩子|小孩|宝宝|儿子|女儿|孙子|孙女|老人|爸|妈|爷爷|奶奶)(?:就|人|突然|一转眼)?(?:不见了|找不到了|丢了)",
        ),
        _("如果有人走失，请马上拨打 110，不用等 24 小时。"),
        (*DANGER, PETS),
    ),
)  # fmt: skip
# what the form looks for while somebody types; it may warn once too often, never too rarely
EMERGENCIES = tuple((sign.words, sign.sentence) for sign in SIGNS)
HEARD = tuple((re.compile("|".join(sign.words)), sign) for sign in SIGNS)


def emergency_in(text: str) -> str:
    """The sentence that tells whom to call, or "" when nothing in the text sounds like an emergency.

    A word in a denial, a drill, an old story or a fear (不是着火, 消防演练, 上次着火, 怕着火) does not count; violence and
    despair count also as a memory or a fear. When in doubt it warns: the sentence stops nobody from reporting.
    """
    text = re.sub(r"[^\S\n]", "", clean_block(text))
    for pattern, sign in HEARD:
        if any(is_alarm(sign, text, found) for found in pattern.finditer(text)):
            return str(sign.sentence)
    return ""


def is_alarm(sign: Sign, text: str, found: re.Match[str]) -> bool:
    begins = found.start() + (found[0][1:] in BORROWING)
    before = CLAUSE.split(text[max(0, begins - 20) : begins])[-1]
    after = text[found.end() : found.end() + 12]
    if sign.calm and ONLY_TALK.match(after):
        return False
    if re.search(r"(?:真的?|要是|万一)要?$", before) and WHAT_IF.match(after):
        return SUPPOSED not in sign.calm
    calm = [pattern for pattern in sign.calm if re.search(pattern, before)]
    # 这不是着火了吗 asks for help, it denies nothing
    return not calm or (calm == [DENIED] and bool(QUESTION.match(after)))


def issue_number(text: str) -> str:
    """``２０２６ — 12`` or ``20260012`` → ``2026-0012``; anything else comes back cleaned but unchanged."""
    line = clean_line(text)
    compact = re.sub(r"[\s\-—–－‐_.]+", "-", line).strip("-")
    parts = re.fullmatch(r"(20\d{2})-?(\d{1,8})", compact)
    return f"{parts[1]}-{int(parts[2]):04d}" if parts else line
