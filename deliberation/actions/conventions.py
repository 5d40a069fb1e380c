"""A convention from draft to effect: articles, comments with answers, one frozen wording, the next version from the last."""

import hashlib
import json
import re
from datetime import date
from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_block, clean_line
from deliberation.actions.signing import missing, standing
from deliberation.models import Article, ArticleComment, Convention, ConventionVersion
from grids.models import Unit
from grids.publish import bump_public_version, objections

State = ConventionVersion.State
MOST_ARTICLES, LONGEST_ARTICLE = 60, 1000
# articles less alike than this are a new one and a dropped one, not the same one reworded
ALIKE = 0.4
NUMBERED = re.compile(r"^第[零〇一二三四五六七八九十百\d]{1,5}条[、：:.\s]*")


def begin(unit: Unit, *, key: UUID, title: str, kind: str, text: str, needed: str, by: User) -> Convention:
    """With its first version in draft; the same key always gives the same convention."""
    earlier = Convention.objects.filter(key=key).first()
    if earlier is not None:
        return earlier
    title = clean_line(title)[:60]
    if not title:
        raise ValidationError(_("请写公约的名称。"), code="required")
    try:
        with transaction.atomic():
            convention = Convention.objects.create(unit=unit, key=key, title=title, kind=kind, by=by)
            version = ConventionVersion.objects.create(convention=convention, number=1, needed=needed, by=by)
            write_articles(version, text, before=None)
            record("convention.begun", by=by, target=f"convention:{convention.pk}")
    except IntegrityError:
        twin = Convention.objects.filter(key=key).first()
        if twin is None:
            raise
        return twin
    return convention


@transaction.atomic
def next_version(convention: Convention, *, why: str, by: User) -> ConventionVersion:
    """A draft with the articles of the last one; one at a time is in work."""
    why, last = clean_line(why)[:200], convention.versions.order_by("-number").first()
    if not why:
        raise ValidationError(_("请写明为什么要改，大家会看到。"), code="required")
    if last is None or last.state not in (State.EFFECTIVE, State.DROPPED):
        raise ValidationError(_("这一版还没有走完，不能另起一版。"), code="in_work")
    facts = {"number": last.number + 1, "why": why, "needed": last.needed, "by": by}
    try:
        with transaction.atomic():
            version = ConventionVersion.objects.create(convention=convention, **facts)
    except IntegrityError:
        raise ValidationError(_("已经有人另起了一版，请看最新的状态。"), code="moved_on") from None
    for article in last.articles.all():
        Article.objects.create(version=version, number=article.number, text=article.text, origin=article)
    record("convention.next", by=by, target=f"convention:{convention.pk}", number=version.number)
    return version


@transaction.atomic
def rewrite(version: ConventionVersion, *, text: str, needed: str, by: User) -> ConventionVersion:
    """While it is a draft; nobody has read it yet."""
    if not ConventionVersion.objects.filter(pk=version.pk, state=State.DRAFT).update(needed=needed):
        raise ValidationError(_("这一版已经公开，文字不能再改。要改，请另起一版。"), code="frozen")
    before = version.convention.versions.filter(number__lt=version.number).order_by("-number").first()
    version.articles.all().delete()
    write_articles(version, text, before=before)
    version.refresh_from_db()
    record("convention.rewritten", by=by, target=f"convention:{version.convention_id}", number=version.number)
    return version


def split(text: str) -> list[str]:
    """One article a paragraph; a 第一条 that somebody typed before it is dropped, the portal numbers them."""
    parts = (NUMBERED.sub("", clean_line(part)) for part in re.split(r"\n\s*\n|\n(?=第)", clean_block(text)))
    return [part for part in parts if part]


def write_articles(version: ConventionVersion, text: str, *, before: ConventionVersion | None) -> None:
    texts = split(text)
    if not 1 <= len(texts) <= MOST_ARTICLES:
        words = {"most": MOST_ARTICLES}
        raise ValidationError(_("请写 1 到 %(most)d 条，每条一段，中间空一行。") % words, code="articles")
    for number, words_of in enumerate(texts, 1):
        if len(words_of) > LONGEST_ARTICLE:
            words = {"number": number, "most": LONGEST_ARTICLE}
            raise ValidationError(_("第 %(number)d 条太长，最多 %(most)d 个字，请分成两条。") % words, code="long")
        if sentences := objections(words_of):
            raise ValidationError([ValidationError(sentence, code="private") for sentence in sentences])
    origins = follow(texts, list(before.articles.all()) if before else [])
    for number, (words_of, origin) in enumerate(zip(texts, origins, strict=True), 1):
        Article.objects.create(version=version, number=number, text=words_of, origin=origin)


def follow(texts: list[str], old: list[Article]) -> list[Article | None]:
    """For each text the older article it follows: the same one wherever it moved, else the most alike that is left."""
    found: list[Article | None] = [None] * len(texts)
    left = list(old)
    for place, text in enumerate(texts):
        same = next((article for article in left if article.text == text), None)
        if same is not None:
            found[place] = same
            left.remove(same)
    pairs = [
        (SequenceMatcher(None, article.text, text, autojunk=False).ratio(), -place, article.number, place, article)
        for place, text in enumerate(texts)
        for article in left
        if found[place] is None
    ]
    for alike, _place, _number, place, article in sorted(pairs, key=lambda pair: pair[:3], reverse=True):
        if alike >= ALIKE and found[place] is None and article in left:
            found[place] = article
            left.remove(article)
    return found


# --- comments ----------------------------------------------------------------------------------
@transaction.atomic
def open_for_comments(version: ConventionVersion, *, by: User) -> ConventionVersion:
    return move(version, State.DRAFT, State.COMMENTING, by=by)


def comment(article: Article, *, key: UUID, text: str, name: str) -> ArticleComment:
    """The same key always gives the same comment."""
    text, name = clean_block(text)[:500], clean_line(name)[:40]
    if not text or not name:
        raise ValidationError(_("请写意见和称呼，我们才能答复您。"), code="required")
    if article.version.state != State.COMMENTING:
        raise ValidationError(_("现在不在征求意见的时间里，请直接向社区反映。"), code="over")
    found, _new = ArticleComment.objects.get_or_create(
        key=key, defaults={"article": article, "text": text, "name": name}
    )
    return found


@transaction.atomic
def answer_comment(one: ArticleComment, *, answer: str, by: User) -> ArticleComment:
    """From now on everybody reads both."""
    answer = clean_block(answer)[:500]
    if not answer:
        raise ValidationError(_("请写答复。"), code="required")
    if sentences := [*objections(one.text), *objections(answer)]:
        raise ValidationError([ValidationError(sentence, code="private") for sentence in sentences])
    facts = {"answer": answer, "answered_by": by, "answered_at": timezone.now()}
    if not ArticleComment.objects.filter(pk=one.pk, answer="").update(**facts):
        raise ValidationError(_("已经有人答复过了。"), code="moved_on")
    one.refresh_from_db()
    bump_public_version()
    return one


# --- frozen, in force --------------------------------------------------------------------------
def digest_of(version: ConventionVersion) -> str:
    """SHA-256 of title, number of the version and every article, as signed."""
    articles = list(version.articles.order_by("number").values_list("number", "text"))
    facts = {"title": version.convention.title, "version": version.number, "articles": articles}
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def freeze(version: ConventionVersion, *, by: User) -> ConventionVersion:
    """For signing: every comment has its answer, and the words are named by their digest."""
    waiting = ArticleComment.objects.filter(article__version=version, answer="").count()
    if waiting:
        words = {"n": waiting}
        raise ValidationError(_("还有 %(n)d 条意见没有答复，答复以后才能定稿。") % words, code="comments")
    facts = {"digest": digest_of(version), "frozen_at": timezone.now()}
    return move(version, State.COMMENTING, State.SIGNING, by=by, **facts)


@transaction.atomic
def take_effect(version: ConventionVersion, *, on: date, by: User) -> ConventionVersion:
    """From a day on, if as many households agreed as were asked for; the numbers are kept with it."""
    if on < timezone.localdate():
        raise ValidationError(_("施行日期不能早于今天。"), code="past")
    found = standing(version)
    if short := missing(version, found):
        words = {"agree": found["agree"], "homes": found["homes"], "n": short}
        raise ValidationError(
            _("共 %(homes)d 户，已有 %(agree)d 户同意，还差 %(n)d 户，不能生效。") % words, code="too_few"
        )
    if version.digest != digest_of(version):
        raise ValidationError(_("条文和定稿时不一样，不能生效。请联系系统管理员。"), code="altered")
    return move(version, State.SIGNING, State.EFFECTIVE, by=by, effective_on=on, outcome=found)


@transaction.atomic
def drop(version: ConventionVersion, *, why: str, by: User) -> ConventionVersion:
    why = clean_line(why)[:200]
    if not why:
        raise ValidationError(_("请写明原因，大家会看到。"), code="required")
    if version.state not in (State.COMMENTING, State.SIGNING):
        raise ValidationError(_("已经有人处理过了，请看最新进展。"), code="moved_on")
    return move(version, version.state, State.DROPPED, by=by, why=why)


def move(version: ConventionVersion, old: str, new: str, *, by: User, **facts: Any) -> ConventionVersion:
    if not ConventionVersion.objects.filter(pk=version.pk, state=old).update(state=new, **facts):
        raise ValidationError(_("已经有人处理过了，请看最新进展。"), code="moved_on")
    version.refresh_from_db()
    bump_public_version()
    target = f"convention:{version.convention_id}"
    record("convention.moved", by=by, target=target, number=version.number, state=new)
    return version
