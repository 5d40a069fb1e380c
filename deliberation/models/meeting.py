"""Meetings (五方例会、院落座谈、听证会、居民会议): called, noticed, opened, adjourned or closed; who sits there, what is talked of."""

import secrets
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.vault import vault
from deliberation.models.resolution import ActionItem, Resolution
from deliberation.models.topic import Topic, new_token
from grids.models import Posting, Unit


def new_code() -> str:
    """Six digits, read out in the room."""
    return f"{secrets.randbelow(10**6):06}"


class Majority(models.TextChoices):
    """Of all who are present with a voice when the vote begins; who abstains or says nothing does not agree."""

    HALF = "half", _("到会有表决权的过半数同意")
    TWO_THIRDS = "thirds", _("到会有表决权的三分之二以上同意")
    ALL = "all", _("到会有表决权的一致同意")

    def needed(self, entitled: int) -> int:
        """How many must agree, in whole numbers; exactly two thirds is enough, exactly half is not."""
        return {"half": entitled // 2 + 1, "thirds": -(-2 * entitled // 3), "all": entitled}[self.value]


class MeetingKindQuerySet(models.QuerySet):
    def open_to(self, units: models.QuerySet[Unit]) -> "MeetingKindQuerySet":
        """The shipped ones and those of the committees at or above any of these units."""
        below = units.order_by().filter(
            tree_id=OuterRef("unit__tree_id"), lft__gte=OuterRef("unit__lft"), rght__lte=OuterRef("unit__rght")
        )
        return self.filter(current=True).filter(Q(unit=None) | Exists(below))

    def visible_to(self, user) -> "MeetingKindQuerySet":
        return self.open_to(Unit.objects.overseen_by(user, *Posting.STAFF))


class MeetingKind(models.Model):
    """What a meeting of this name asks for. ``parties``, ``required``: lists of names, the second of the first.

    A row is never changed once a meeting stands on it: another one takes its place.
    """

    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("哪个社区的")
    )
    name = models.CharField(_("名称"), max_length=40)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    parties = models.JSONField(_("参加的各方"), default=list)
    required = models.JSONField(_("必须到场的各方"), default=list)
    least = models.PositiveSmallIntegerField(_("至少到会几人"), default=1)
    notice_days = models.PositiveSmallIntegerField(_("提前几天通知"), default=3)
    open_to_residents = models.BooleanField(_("居民可以报名参加"), default=False)
    one_voice = models.BooleanField(_("每一方一票"), default=False)
    majority = models.CharField(_("怎样算通过"), max_length=6, choices=Majority, default=Majority.HALF)
    current = models.BooleanField(_("在用"), default=True)

    objects = MeetingKindQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("会议种类")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], condition=Q(current=True), name="meeting_kind_of_unit"),
            models.UniqueConstraint(
                fields=["name"], condition=Q(current=True, unit=None), name="meeting_kind_of_everybody"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user) -> "MeetingQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def public(self) -> "MeetingQuerySet":
        """From the notice on: everybody may know when it is, where, and what about."""
        return self.exclude(notified_at=None)

    def live(self) -> "MeetingQuerySet":
        return self.filter(state__in=Meeting.LIVE)


class Meeting(models.Model):
    class State(models.TextChoices):
        COLLECTING = "collecting", _("征集议题")
        NOTICED = "noticed", _("已通知")
        SESSION = "session", _("正在开会")
        ADJOURNED = "adjourned", _("休会，改日再开")
        CLOSED = "closed", _("已散会")
        CANCELLED = "cancelled", _("已取消")

    # which moves there are; whoever makes one asks for the state it starts from
    MOVES = {
        State.COLLECTING: (State.NOTICED, State.CANCELLED),
        State.NOTICED: (State.SESSION, State.CANCELLED),
        State.SESSION: (State.ADJOURNED, State.CLOSED),
    }
    PLANNED = (State.COLLECTING, State.NOTICED)
    LIVE = (*PLANNED, State.SESSION)

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="meetings", verbose_name=_("范围"))
    kind = models.ForeignKey(MeetingKind, models.PROTECT, related_name="meetings", verbose_name=_("会议种类"))
    title = models.CharField(_("会议名称"), max_length=60)
    place = models.CharField(_("地点"), max_length=80, blank=True)
    remote = models.URLField(_("线上参加的地址"), max_length=300, blank=True)
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    chair = models.CharField(_("主持人"), max_length=40)
    recorder = models.CharField(_("记录人"), max_length=40)
    # after which adjourned one this takes place
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next", verbose_name=_("上一次")
    )
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.COLLECTING)
    # read out in the room; the token is the printed QR code's, when the code on the screen does not change
    code = models.CharField(max_length=6, default=new_code, editable=False)
    token = models.CharField(max_length=32, default=new_token, unique=True, editable=False)
    rotating = models.BooleanField(_("签到二维码每半分钟换一次"), default=True)
    # 第几次: counted among the meetings of this name there that were opened in that year
    year = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    number = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    # SEQUENCE of the calendar entry
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    notified_at = models.DateTimeField(_("通知"), null=True, blank=True)
    opened_at = models.DateTimeField(_("开会"), null=True, blank=True)
    closed_at = models.DateTimeField(_("散会"), null=True, blank=True)
    reason = models.CharField(_("休会或取消的原因"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("召集人"))
    at = models.DateTimeField(_("时间"), default=timezone.now)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("会议")
        ordering = ["-starts_at", "-pk"]
        indexes = [models.Index(fields=["unit", "state"], name="meeting_unit_state")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_start"),
            models.CheckConstraint(condition=~Q(place="", remote=""), name="meeting_is_somewhere"),
            models.CheckConstraint(
                condition=~Q(state__in=["adjourned", "cancelled"]) | ~Q(reason=""), name="meeting_ended_for_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["noticed", "session", "adjourned", "closed"]) | Q(notified_at__isnull=False),
                name="meeting_noticed_first",
            ),
            models.UniqueConstraint(fields=["unit", "kind", "year", "number"], name="meeting_number_once"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(state__in=["collecting", "noticed", "session"]), name="meeting_code_alone"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def minutes_long(self) -> int:
        return (self.ends_at - self.starts_at) // timedelta(minutes=1)


class SeatQuerySet(models.QuerySet):
    def voices(self) -> "SeatQuerySet":
        return self.exclude(party="")

    def arrived(self) -> "SeatQuerySet":
        return self.exclude(arrived_at=None)


class Seat(models.Model):
    """Somebody of a party with a voice; without a party a resident who listens and may speak."""

    class How(models.TextChoices):
        QR = "qr", _("扫码")
        CODE = "code", _("六位数字")
        RECORDER = "recorder", _("工作人员登记")
        PROXY = "proxy", _("委托人代为出席")
        ONLINE = "online", _("线上")

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    token = models.CharField(max_length=32, default=new_token, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="seats", verbose_name=_("会议"))
    party = models.CharField(_("哪一方"), max_length=20, blank=True)
    name = models.CharField(_("姓名"), max_length=40)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("账号")
    )
    told_at = models.DateTimeField(_("通知"), null=True, blank=True)
    read_at = models.DateTimeField(_("收到通知"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("签到"), null=True, blank=True)
    how = models.CharField(_("怎样签到的"), max_length=8, choices=How, blank=True)
    proxy = models.CharField(_("受托人"), max_length=40, blank=True)
    letter = models.FileField(_("委托书"), upload_to="letters/", storage=vault, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("参会人")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="seat_has_name"),
            models.UniqueConstraint(fields=["meeting", "party", "name"], condition=~Q(party=""), name="seat_once"),
            models.CheckConstraint(condition=Q(arrived_at=None) | ~Q(how=""), name="seat_arrived_somehow"),
            models.CheckConstraint(condition=Q(proxy="") | ~Q(letter=""), name="seat_proxy_by_letter"),
        ]

    def __str__(self) -> str:
        return self.name


class AgendaItem(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", _("还没有议")
        CURRENT = "current", _("正在议")
        DONE = "done", _("已议")
        CARRIED = "carried", _("留到下一次")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items", verbose_name=_("会议"))
    number = models.PositiveSmallIntegerField(_("序号"))
    title = models.CharField(_("议程"), max_length=60)
    text = models.CharField(_("材料"), max_length=1000, blank=True)
    presenter = models.CharField(_("谁来讲"), max_length=40, blank=True)
    minutes = models.PositiveSmallIntegerField(_("几分钟"), default=10)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="agenda")
    resolution = models.ForeignKey(Resolution, models.PROTECT, null=True, blank=True, related_name="agenda")
    # overdue ones come by themselves
    action = models.ForeignKey(ActionItem, models.PROTECT, null=True, blank=True, related_name="agenda")
    owners_matter = models.BooleanField(_("属于业主共同决定的事项"), default=False)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.WAITING)

    class Meta:
        verbose_name = verbose_name_plural = _("议程")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="agenda_number_once"),
            models.UniqueConstraint(fields=["meeting", "topic"], name="agenda_topic_once"),
            models.UniqueConstraint(fields=["meeting", "action"], name="agenda_action_once"),
            models.UniqueConstraint(fields=["meeting"], condition=Q(state="current"), name="agenda_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return self.title


class Speaker(models.Model):
    """Who asked for the floor, in which order, and in a line what they said."""

    class Stance(models.TextChoices):
        NONE = "none", _("说明、提问")
        FOR = "for", _("赞成")
        AGAINST = "against", _("反对")

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="speakers")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+", verbose_name=_("发言人"))
    stance = models.CharField(_("态度"), max_length=7, choices=Stance, default=Stance.NONE)
    text = models.CharField(_("说了什么"), max_length=300, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    spoken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("发言")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "seat"], condition=Q(spoken_at=None), name="speaker_waits_once")
        ]

    def __str__(self) -> str:
        return self.text[:20]
