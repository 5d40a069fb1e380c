"""Who offers help: volunteers, what they can do, the teams they belong to."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Consent, Person
from grids.models import Posting, Unit

ADULT = 18
# the consent to be seen on a public page, apart from the one for volunteering
SHOWN = "volunteer_shown"
# a week in parts: Monday morning is "1am", Sunday evening "7ev"
PARTS = {"am": _("上午"), "pm": _("下午"), "ev": _("晚上")}
DAYS = {1: _("周一"), 2: _("周二"), 3: _("周三"), 4: _("周四"), 5: _("周五"), 6: _("周六"), 7: _("周日")}
SLOTS = tuple(f"{day}{part}" for day in DAYS for part in PARTS)


def age_on(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class Skill(models.Model):
    """A trade of a neighbour head, a profession of the talent bank, a training: what a need may ask for."""

    class Kind(models.TextChoices):
        TRADE = "trade", _("手艺")
        TALENT = "talent", _("专业人才")
        CARE = "care", _("陪伴与服务")
        TRAINING = "training", _("培训与资格")

    name = models.CharField(_("名称"), max_length=30, unique=True)
    kind = models.CharField(_("种类"), max_length=8, choices=Kind)
    needs_proof = models.BooleanField(_("要看证件"), default=False)
    position = models.PositiveSmallIntegerField(_("顺序"), default=100)
    open = models.BooleanField(_("可选"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("技能")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class VolunteerQuerySet(models.QuerySet):
    def visible_to(self, user) -> "VolunteerQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def active(self) -> "VolunteerQuerySet":
        return self.filter(state=Volunteer.State.ACTIVE, person__merged_into=None, person__died_on=None)

    def skilled(self, *skills: "Skill | int", on: date | None = None) -> "VolunteerQuerySet":
        """Who holds every one of the skills on that day, proved where a proof is asked for."""
        found = self
        for skill in skills:
            held = VolunteerSkill.objects.valid(on).filter(skill=skill).values("volunteer")
            found = found.filter(pk__in=held)
        return found

    def shown(self) -> "VolunteerQuerySet":
        """Grown-ups who agreed that everybody may see them, as they call themselves."""
        today = timezone.localdate()
        leap_day = (today.month, today.day) == (2, 29)
        grown = today.replace(year=today.year - ADULT, day=28 if leap_day else today.day)
        agreed = Consent.objects.filter(purpose=SHOWN, withdrawn_on=None).values("person")
        return self.active().filter(person__born__lte=grown, person__in=agreed).exclude(shown_as="")

    def free_at(self, slot: str) -> "VolunteerQuerySet":
        """Whoever said they usually have time in this part of the week (``"6am"``)."""
        return self.filter(availability__contains=slot)


class Volunteer(models.Model):
    """A person of the register who offers help; what the register knows of them is never asked again."""

    class State(models.TextChoices):
        ASKED = "asked", _("待登记")
        ACTIVE = "active", _("在册")
        PAUSED = "paused", _("暂停")
        LEFT = "left", _("已退出")

    person = models.OneToOneField(Person, models.PROTECT, related_name="volunteer", verbose_name=_("居民"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="volunteers", verbose_name=_("登记单元"))
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.ACTIVE)
    since = models.DateField(_("登记日期"), default=timezone.localdate)
    left_on = models.DateField(_("退出日期"), null=True, blank=True)
    # a minor's guardian agreed; the consent itself is a community.Consent for "volunteer" (Order 67, article 6)
    guardian_name = models.CharField(_("监护人姓名"), max_length=80, blank=True)
    guardian_agreed_on = models.DateField(_("监护人同意日期"), null=True, blank=True)
    # codes of SLOTS, comma on both sides, so that one code is found by itself
    availability = models.CharField(_("一般有空的时间"), max_length=120, blank=True)
    insured_until = models.DateField(_("保险有效期至"), null=True, blank=True)
    neighbour_head = models.BooleanField(_("百合邻长"), default=False)
    silver = models.BooleanField(_("银发人才"), default=False)
    lecturer = models.BooleanField(_("讲师"), default=False)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    # what a public page calls them and says of them, as they like; "" for who is not on it
    shown_as = models.CharField(_("公开的称呼"), max_length=20, blank=True, default="")
    shown_words = models.CharField(_("想说的一句话"), max_length=60, blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("志愿者")
        indexes = [models.Index(fields=["unit", "state"], name="volunteer_of_unit")]
        constraints = [
            models.CheckConstraint(
                condition=Q(guardian_agreed_on=None) | ~Q(guardian_name=""), name="volunteer_guardian_named"
            ),
            models.CheckConstraint(condition=Q(left_on=None) | Q(state="left"), name="volunteer_left_has_state"),
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def number(self) -> str:
        """Shown instead of a document number wherever others may read it."""
        return f"{self.pk:06d}"

    @property
    def slots(self) -> list[str]:
        return [code for code in self.availability.split(",") if code]


class VolunteerSkillQuerySet(models.QuerySet):
    def valid(self, on: date | None = None) -> "VolunteerSkillQuerySet":
        """Not expired, and looked at by staff where the skill asks for a proof."""
        on = on or timezone.localdate()
        proved = Q(skill__needs_proof=False) | Q(checked_at__isnull=False)
        return self.filter(proved, Q(expires_on=None) | Q(expires_on__gte=on))


class VolunteerSkill(models.Model):
    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="skills", verbose_name=_("志愿者"))
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="held", verbose_name=_("技能"))
    proof = models.CharField(_("凭什么"), max_length=100, blank=True)
    expires_on = models.DateField(_("有效期至"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("核对人")
    )
    checked_at = models.DateTimeField(_("核对时间"), null=True, blank=True)

    objects = VolunteerSkillQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("志愿者技能")
        ordering = ["skill__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["volunteer", "skill"], name="volunteer_skill_once")]

    def __str__(self) -> str:
        return str(self.skill)


class TeamQuerySet(models.QuerySet):
    def visible_to(self, user) -> "TeamQuerySet":
        return self.filter(unit__in=Unit.objects.overseen_by(user, *Posting.STAFF))

    def current(self) -> "TeamQuerySet":
        return self.filter(ended_on=None)

    def led_by(self, user) -> "TeamQuerySet":
        mine = Membership.objects.current().filter(volunteer__person__user=user.pk, role=Membership.Role.LEADER)
        return self.filter(pk__in=mine.values("team"))

    def public(self) -> "TeamQuerySet":
        """Name, kind and what they do; never who belongs to them."""
        return self.current().filter(on_board=True)


class Team(models.Model):
    class Kind(models.TextChoices):
        SERVICE = "service", _("志愿服务队")
        INTEREST = "interest", _("兴趣社团")
        MEDIATION = "mediation", _("调解队")
        LECTURERS = "lecturers", _("讲师团")
        NEIGHBOURS = "neighbours", _("百合邻长")

    name = models.CharField(_("名称"), max_length=60)
    kind = models.CharField(_("种类"), max_length=12, choices=Kind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="teams", verbose_name=_("所属单元"))
    about = models.TextField(_("做什么"), max_length=2000, blank=True)
    since = models.DateField(_("成立日期"), default=timezone.localdate)
    ended_on = models.DateField(_("解散日期"), null=True, blank=True)
    on_board = models.BooleanField(_("向居民公开"), default=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("志愿队伍")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], condition=Q(ended_on=None), name="team_named_once"),
            models.CheckConstraint(condition=~Q(name=""), name="team_named"),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet):
    def current(self) -> "MembershipQuerySet":
        return self.filter(until=None)

    def visible_to(self, user) -> "MembershipQuerySet":
        return self.filter(team__in=Team.objects.visible_to(user))


class Membership(models.Model):
    class Role(models.TextChoices):
        LEADER = "leader", _("队长")
        MEMBER = "member", _("队员")

    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships", verbose_name=_("队伍"))
    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="memberships", verbose_name=_("志愿者"))
    role = models.CharField(_("角色"), max_length=8, choices=Role, default=Role.MEMBER)
    since = models.DateField(_("加入日期"), default=timezone.localdate)
    until = models.DateField(_("离开日期"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("队员")
        constraints = [
            models.UniqueConstraint(fields=["team", "volunteer"], condition=Q(until=None), name="membership_open_once")
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.volunteer_id}"
