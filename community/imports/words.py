"""What the words of a roster mean: from the code tables, from what was answered; otherwise they are asked about (I36)."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.text import clean_line
from community import codes
from community.imports.safe import tells_number
from community.imports.shapes import Answers, Question

LEFT_OUT = "-"
LONGEST = 40
# I37; ○ is missing on purpose: some tick with it, some leave it empty
TRUE = frozenset("√ ✓ ✔ ☑ ● ■ ★ ⊙ V 是 有 对 1 Y YES T TRUE 已 是的 享受".split())
FALSE = frozenset("× ✗ ✘ ✕ ☒ □ ☐ X 否 无 没有 不是 不 0 N NO F FALSE - -- — —— / \\ 未 非".split())
NONE_WORDS = frozenset(
    "无 暂无 没有 不详 不清楚 未知 不知道 未填 未提供 N/A NA NULL NONE - -- — —— / \\ 、 . ? ？".split()
)
# what people wrap around a word: the table, a pattern, and what stays of it
WRAPPED: tuple[tuple[str, re.Pattern, str], ...] = (
    ("education", re.compile(r"(.{2,20}?)(?:毕业|学历|文化|文化程度|在读|肄业|程度|结业)"), r"\1"),
    ("relation", re.compile(r"(?:系|是|为)?(?:本户)?户主(?:的|之)?(.{1,8})"), r"\1"),
    ("relation", re.compile(r".{1,8}(?:之|的)(.{1,6})"), r"\1"),
    ("relation", re.compile(r"其(.{1,6})"), r"\1"),
    ("ethnicity", re.compile(r"(.{1,10})(?:族人|人)"), r"\1"),
    ("politics", re.compile(r"(?:是|系)?(.{2,10}?)(?:身份)?"), r"\1"),
    ("group", re.compile(r"(.{2,12}?)(?:人员|家庭|户|对象|人群|群体|患者|者)"), r"\1"),
    ("kind", re.compile(r"(.{2,8}?)(?:人口|人员|居民)"), r"\1"),
)
SEX_DIGITS = (
    ("12", gettext_noop("1 是男，2 是女")),
    ("10", gettext_noop("1 是男，0 是女")),
    ("01", gettext_noop("0 是男，1 是女")),
    ("21", gettext_noop("2 是男，1 是女")),
    (LEFT_OUT, gettext_noop("这一列不登记")),
)
SEX_QUESTION = "digit:sex"


class Words:
    """Looks each word up once; remembers which words nobody has taught us, and on how many rows they stand."""

    def __init__(self, answers: Answers) -> None:
        self.answered = {plain_answer(key): code for key, code in answers.words.items()}
        self.sex_digits = answers.said.get(SEX_QUESTION, "")
        self.known: dict[tuple[str, str], str | None] = {}
        self.asked: dict[str, Question] = {}
        self.digits: set[str] = set()

    def code(self, table: str, text: str) -> str | None:
        """The code, "" for a word that says nothing or was left out on purpose, None for one that was asked about."""
        code = self.peek(table, text)
        if code is None:
            self.ask(table, text)
        return code

    def peek(self, table: str, text: str) -> str | None:
        key = (table, text)
        if key not in self.known:
            self.known[key] = self.look_up(table, text)
        return self.known[key]

    def look_up(self, table: str, text: str) -> str | None:
        word = codes.plain_word(text)
        answered = self.answered.get(f"{table}:{word}")
        if answered is not None:
            return "" if answered == LEFT_OUT else answered
        if word in NONE_WORDS and codes.code_for(table, word) is None:
            return ""
        return next((code for form in forms(table, word) if (code := codes.code_for(table, form)) is not None), None)

    def ask(self, table: str, text: str) -> None:
        word = clean_line(text[: 2 * LONGEST])[:LONGEST]
        # a column that was taken for another one
        if tells_number(text):
            return
        plain_key = f"{table}:{codes.plain_word(text)}"
        if plain_key not in self.asked:
            choices = [*codes.choices(table)[1:], (LEFT_OUT, _("不登记这一项"))]
            self.asked[plain_key] = Question("word", f"word:{table}:{word}", word=word, choices=choices)
        self.asked[plain_key].count += 1

    def sex(self, text: str, *, asks: bool = True) -> str | None:
        """Digits are never guessed (I35); None when the question about them is still open."""
        if known := self.known.get(("sex", text)):
            return known
        word = codes.plain_word(text)
        if len(word) != 1 or not word.isdecimal():
            return self.code("sex", text) if asks else self.peek("sex", text)
        if not self.sex_digits:
            if asks:
                self.digits.add(word)
                self.asked.setdefault(SEX_QUESTION, Question("digit", SEX_QUESTION, word=_("性别"))).count += 1
            return None
        return dict(zip(self.sex_digits, "12", strict=False)).get(word, "0")

    @property
    def questions(self) -> list[Question]:
        """What fits the digits of this file is offered first."""
        if question := self.asked.get(SEX_QUESTION):
            fitting = sorted(SEX_DIGITS, key=lambda choice: choice[0] == LEFT_OUT or not self.digits <= set(choice[0]))
            question.choices = [(digits, _(label)) for digits, label in fitting]
        return list(self.asked.values())


def plain_answer(key: str) -> str:
    table, _colon, word = key.removeprefix("word:").partition(":")
    return f"{table}:{codes.plain_word(word)}"


def forms(table: str, word: str) -> list[str]:
    """The word, and what is left of it without its wrapping: 户主之妻 → 妻, 初中毕业 → 初中."""
    unwrapped = [(pattern.fullmatch(word), kept) for of, pattern, kept in WRAPPED if of == table]
    return [word, *(match.expand(kept) for match, kept in unwrapped if match)]


def is_none(text: str) -> bool:
    return text.strip().upper() in NONE_WORDS


def is_true(text: str) -> bool | None:
    """None for what is neither: a grade, a date, a word."""
    word = codes.plain_word(text)
    return True if word in TRUE else False if word in FALSE else None
