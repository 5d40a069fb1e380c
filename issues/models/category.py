"""What kinds of matters there are, how long each may take, and which days count."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Measure(models.TextChoices):
    """How a limit is counted (issues 5.1): office minutes and working days go by the holiday table."""

    OFFICE_HOURS = "wh", _("工作时")
    WORKING_DAYS = "wd", _("工作日")
    HOURS = "nh", _("自然时")
    DAYS = "nd", _("自然日")


class Severity(models.IntegerChoices):
    NORMAL = 1, _("一般")
    SERIOUS = 2, _("较重")
    URGENT = 3, _("紧急")


class CategoryQuerySet(models.QuerySet):
    def main(self) -> "CategoryQuerySet":
        """The first level, which residents choose from."""
        return self.filter(parent=None)

    def offered(self) -> "CategoryQuerySet":
        return self.filter(open=True)


class Category(models.Model):
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("大类")
    )
    code = models.CharField(_("代码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=20)
    hint = models.CharField(_("举例"), max_length=80, blank=True)
    keywords = models.CharField(_("关键词"), max_length=300, blank=True)
    respond_amount = models.PositiveSmallIntegerField(_("响应期限"), default=24)
    respond_measure = models.CharField(_("响应期限单位"), max_length=2, choices=Measure, default=Measure.HOURS)
    solve_amount = models.PositiveSmallIntegerField(_("办理期限"), default=7)
    solve_measure = models.CharField(_("办理期限单位"), max_length=2, choices=Measure, default=Measure.DAYS)
    severity = models.PositiveSmallIntegerField(_("轻重"), choices=Severity, default=Severity.NORMAL)
    emergency = models.CharField(_("紧急提示"), max_length=120, blank=True)
    confidential = models.BooleanField(_("不对外公开"), default=False)
    photo_after = models.BooleanField(_("办结要有现场照片"), default=False)
    ask_again_weeks = models.PositiveSmallIntegerField(_("几周后再问一次"), default=0)
    offered_outside = models.BooleanField(_("对外接口可用"), default=True)
    position = models.PositiveSmallIntegerField(_("顺序"), default=0)
    open = models.BooleanField(_("启用"), default=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("事项类别")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="category_named_once"),
            models.UniqueConstraint(fields=["name"], condition=Q(parent=None), name="category_group_named_once"),
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="category_not_own_parent"),
            models.CheckConstraint(condition=Q(solve_amount__gte=1), name="category_has_a_limit"),
        ]

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    """One thing more to ask for a category; Open311 calls it an attribute."""

    class Kind(models.TextChoices):
        STRING = "string", _("一行字")
        TEXT = "text", _("几行字")
        NUMBER = "number", _("数字")
        DATETIME = "datetime", _("时间")
        ONE = "singlevaluelist", _("选一个")
        SEVERAL = "multivaluelist", _("可选几个")

    category = models.ForeignKey(Category, models.CASCADE, related_name="questions", verbose_name=_("类别"))
    code = models.SlugField(_("代码"), max_length=30)
    label = models.CharField(_("问什么"), max_length=60)
    hint = models.CharField(_("说明"), max_length=120, blank=True)
    kind = models.CharField(_("怎么答"), max_length=16, choices=Kind, default=Kind.STRING)
    required = models.BooleanField(_("必须回答"), default=False)
    # one choice a line: 代码=显示的字
    choices = models.TextField(_("选项（每行一个：代码=显示的字）"), blank=True)
    position = models.PositiveSmallIntegerField(_("顺序"), default=1)

    class Meta:
        verbose_name = verbose_name_plural = _("类别的补充问题")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["category", "code"], name="question_once_per_category")]

    def __str__(self) -> str:
        return self.label

    @property
    def values(self) -> list[tuple[str, str]]:
        """``[(key, words)]`` of a question with choices."""
        lines = (line.partition("=") for line in self.choices.splitlines() if line.strip())
        return [(key.strip(), (words or key).strip()) for key, _equals, words in lines]


class Holiday(models.Model):
    """A day that is not what its weekday says: a holiday, or a Saturday worked for one (调休)."""

    day = models.DateField(_("日期"), unique=True)
    works = models.BooleanField(_("这天上班"), default=False)
    name = models.CharField(_("名称"), max_length=20, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("节假日和调休")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class OfficeHour(models.Model):
    """A span of every working day in which office hours count."""

    start = models.TimeField(_("从"))
    end = models.TimeField(_("到"))

    class Meta:
        verbose_name = verbose_name_plural = _("上班时间")
        ordering = ["start"]
        constraints = [models.CheckConstraint(condition=Q(start__lt=F("end")), name="office_hour_forwards")]

    def __str__(self) -> str:
        return f"{self.start:%H:%M}–{self.end:%H:%M}"


def percent(label: str, default: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, default=default, validators=[MaxValueValidator(100)])


class Policy(models.Model):
    """The committee's own numbers; one row, edited in the administration."""

    weight_response = percent(_("响应率权重"), 30)
    weight_solved = percent(_("解决率权重"), 35)
    weight_satisfied = percent(_("满意率权重"), 35)
    satisfied_from = models.PositiveSmallIntegerField(
        _("几分起算满意"), default=4, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    rate_days = models.PositiveSmallIntegerField(_("评价链接几天有效"), default=14)
    wait_days = models.PositiveSmallIntegerField(_("等居民补充最多几天"), default=5)
    return_hours = models.PositiveSmallIntegerField(_("退单几小时内审完"), default=24)
    returns_before_rise = models.PositiveSmallIntegerField(_("退单几次后上升一级"), default=2)
    more_time_limit = models.PositiveSmallIntegerField(_("最多延期几次"), default=2)
    urgent_minutes = models.PositiveSmallIntegerField(_("应急哨几分钟到"), default=30)
    whistle_hours = models.PositiveSmallIntegerField(_("其他哨几小时到"), default=24)
    topic_joiners = models.PositiveSmallIntegerField(_("几人附议转议事"), default=10)
    topic_similar = models.PositiveSmallIntegerField(_("几件同类转议事"), default=5)
    similar_days = models.PositiveSmallIntegerField(_("同类看最近几天"), default=30)
    contact_months = models.PositiveSmallIntegerField(_("办结几个月后去掉联系方式"), default=12)
    case_months = models.PositiveSmallIntegerField(_("办结几个月后删除事项"), default=60)
    quiet_from = models.TimeField(_("夜间不打扰从"), default="21:00")
    quiet_until = models.TimeField(_("夜间不打扰到"), default="08:00")

    class Meta:
        verbose_name = verbose_name_plural = _("办理规则")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="policy_one_row"),
            models.CheckConstraint(
                condition=Q(weight_response=100 - F("weight_solved") - F("weight_satisfied")),
                name="policy_weights_are_whole",
                violation_error_message=_("三个权重加起来要等于 100。"),
            ),
            models.CheckConstraint(
                condition=Q(case_months__gte=F("contact_months")), name="policy_contact_before_case"
            ),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def current(cls) -> "Policy":
        return cls.objects.get_or_create(pk=1)[0]
