"""Topics on the desk: screened, walked along their procedure, resolved, published, carried out."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from community.views.pictures import served, with_photos
from deliberation.actions import publicity, resolving
from deliberation.actions import topics as actions
from deliberation.actions.preparing import TO_BE_VOTED_ON
from deliberation.forms import topic as forms
from deliberation.forms.mediation import LookForm
from deliberation.models import ActionItem, Meeting, Objection, Resolution, Topic, TopicRating
from deliberation.reports.satisfaction import quarters
from deliberation.views.steps import chain_of, steps_of
from deliberation.views.topics import TONES
from grids.models import Posting, Unit
from grids.scope import desk_required, get_visible

REFUSED = 422
ON_A_PAGE = 30
TABS = {
    "raised": gettext_lazy("等待审核"),
    "accepted": gettext_lazy("正在商议"),
    "resolved": gettext_lazy("正在落实"),
    "done": gettext_lazy("已落实"),
    "": gettext_lazy("全部"),
}


@never_cache
@require_safe
@desk_required
def topics(request: HttpRequest) -> HttpResponse:
    show = request.GET.get("show", "raised")
    mine = Topic.objects.visible_to(request.user)
    counts = dict(mine.order_by().values_list("state").annotate(n=Count("pk")))
    tabs = [
        {"show": state, "label": label, "count": counts.get(state, 0) if state else sum(counts.values())}
        for state, label in TABS.items()
    ]
    found = mine.filter(state=show) if show in TABS and show else mine
    found = found.select_related("unit").annotate(voices=Count("supports")).order_by("-at", "-pk")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [{"topic": row, "tone": TONES[row.state]} for row in page]
    overdue = ActionItem.objects.visible_to(request.user).overdue(timezone.localdate())
    context = {"rows": rows, "page": page, "tabs": tabs, "show": show, "overdue": overdue.select_related("who")[:20]}
    return render(request, "deliberation/topics_desk.html", context)


@never_cache
@require_safe
@desk_required
def figures(request: HttpRequest) -> HttpResponse:
    """How content residents were, quarter by quarter and grid by grid; nobody's own stars."""
    context = {"quarters": quarters(Topic.objects.visible_to(request.user)), "least": TopicRating.LEAST}
    return render(request, "deliberation/topic_figures.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def new(request: HttpRequest) -> HttpResponse:
    form = forms.RaiseForm(request.POST or None, staff=True)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.raise_topic(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("deliberation:topic_desk", row.pk)
    status = REFUSED if form.is_bound else 200
    return render(request, "deliberation/topic_new_desk.html", {"form": form}, status=status)


@never_cache
@require_safe
@desk_required
def topic(request: HttpRequest, pk: int) -> HttpResponse:
    return topic_page(request, get_visible(Topic, request.user, pk))


def topic_page(request: HttpRequest, row: Topic, **refused) -> HttpResponse:
    chain = chain_of(row)
    decides = has_perm("deliberation.decide_topic", request.user, row)
    open_to = verbs_open_to(row, chain) if decides else []
    blank = {verb: FORMS[verb](topic=row, auto_id=f"{verb}_%s") for verb in open_to}
    context = {
        "topic": row,
        "tone": TONES[row.state],
        "steps": steps_of(row),
        **chain,
        # whoever works in one grid reads the public page of a meeting above it
        "desk_meetings": set(
            Meeting.objects.visible_to(request.user)
            .filter(pk__in=[one.pk for one in chain["meetings"]])
            .values_list("pk", flat=True)
        ),
        "votes": row.votes.visible_to(request.user).order_by("pk"),
        "again": Topic.objects.visible_to(request.user).filter(earlier=row),
        "before": Topic.objects.visible_to(request.user).filter(pk=row.earlier_id).first(),
        "may_vote": may_be_voted_on(request.user, row),
        "decides": decides,
        "verbs": [{"verb": verb, "label": LABELS[verb], "form": refused.get(verb, blank[verb])} for verb in open_to],
        "names": LookForm(auto_id="names_%s"),
        "answer": forms.AnswerForm(),
        "finish": forms.FinishForm(),
        "back": forms.ReturnForm(),
        "voices": row.supports.count(),
        "form": next(iter(refused.values()), None),
        "refused": next(iter(refused), None),
    }
    return render(request, "deliberation/topic_desk.html", context, status=REFUSED if refused else 200)


def may_be_voted_on(user, row: Topic) -> bool:
    """Whoever may begin an owners' vote there, for what only owners may decide."""
    open_to = row.owners_matter and row.state in TO_BE_VOTED_ON
    keeps = open_to and Unit.objects.overseen_by(user, *Posting.DATA_KEEPERS).filter(pk=row.unit_id).exists()
    return keeps and not row.votes.filter(state__in=("draft", "announced")).exists()


def verbs_open_to(row: Topic, chain: dict) -> list[str]:
    """What may be done now, the obvious first."""
    state, resolution = row.state, chain["resolution"]
    if state == Topic.State.RAISED:
        return ["accept", "reject", "merge"]
    if state == Topic.State.ACCEPTED:
        left = row.procedure is not None and row.step < len(row.procedure.steps)
        return ["walk" if left else "resolve", *(["plan"] if row.step == 0 else []), "merge"]
    if resolution is None or state != Topic.State.RESOLVED:
        return []
    # the result of a count is not worded by anybody
    reword = ["reword"] if resolution.vote_id is None else []
    if resolution.published_at is None:
        return ["publish", *reword]
    if resolution.effective_at is None:
        return [*(["effect"] if chain["publicity_over"] else []), "posted", *reword]
    own = any(row["item"].resolution_id == resolution.pk for row in chain["items"])
    return ["action"] if own else ["action", "nothing"]


@with_photos
@never_cache
@require_POST
@desk_required
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    row = get_visible(Topic, request.user, pk, "deliberation.decide_topic")
    if verb not in FORMS or (verb not in BEFORE_A_RESOLUTION and not with_resolution(row)):
        raise Http404
    form = FORMS[verb](request.POST, request.FILES, topic=row, auto_id=f"{verb}_%s")
    if form.is_valid():
        try:
            DEEDS[verb](row, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("已经保存。"))
            return redirect("deliberation:topic_desk", pk)
    return topic_page(request, row, **{verb: form})


def with_resolution(row: Topic) -> bool:
    return Resolution.objects.filter(topic=row).exists()


def on_resolution(deed: Callable) -> Callable:
    return lambda row, **facts: deed(row.resolution, **facts)


BEFORE_A_RESOLUTION = ("accept", "reject", "merge", "plan", "walk", "resolve")
FORMS: dict[str, Any] = {
    "accept": forms.AcceptForm,
    "plan": forms.PlanForm,
    "reject": forms.RejectForm,
    "merge": forms.MergeForm,
    "walk": forms.WalkForm,
    "resolve": forms.ResolveForm,
    "publish": forms.PublishForm,
    "posted": forms.PostedForm,
    "reword": forms.RewordForm,
    "effect": forms.NothingForm,
    "action": forms.ActionForm,
    "nothing": forms.NothingForm,
}
DEEDS: dict[str, Callable] = {
    "accept": actions.accept,
    "plan": actions.plan,
    "reject": actions.reject,
    "merge": actions.merge,
    "walk": actions.walk,
    "resolve": resolving.resolve,
    "publish": on_resolution(resolving.publish),
    "posted": on_resolution(publicity.put_up),
    "reword": on_resolution(resolving.reword),
    "effect": on_resolution(resolving.take_effect),
    "action": on_resolution(resolving.add_action),
    "nothing": on_resolution(resolving.nothing_to_do),
}
LABELS = {
    "accept": gettext_lazy("列入议事"),
    "plan": gettext_lazy("选议事方法"),
    "reject": gettext_lazy("不列入"),
    "merge": gettext_lazy("并入另一个议题"),
    "walk": gettext_lazy("记下这一步"),
    "resolve": gettext_lazy("形成结论"),
    "publish": gettext_lazy("开始公示"),
    "posted": gettext_lazy("补上张贴的照片"),
    "reword": gettext_lazy("修改文字（公示要重新开始）"),
    "effect": gettext_lazy("公示期满，生效"),
    "action": gettext_lazy("安排落实"),
    "nothing": gettext_lazy("不需要落实"),
}


@never_cache
@require_POST
@desk_required
def answer(request: HttpRequest, pk: int, objection: int) -> HttpResponse:
    row = get_visible(Topic, request.user, pk, "deliberation.decide_topic")
    one = get_object_or_404(Objection, pk=objection, resolution__topic=row)
    form = forms.AnswerForm(request.POST)
    return acted(request, row, form, lambda: resolving.answer_objection(one, by=request.user, **form.cleaned_data))


def acted(request: HttpRequest, row: Topic, form, deed: Callable) -> HttpResponse:
    try:
        if not form.is_valid():
            raise ValidationError(next(iter(form.errors.values())))
        deed()
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("已经保存。"))
    return redirect("deliberation:topic_desk", row.pk)


@with_photos
@never_cache
@require_POST
@desk_required
def item_act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Done by whoever works there, accepted by somebody else."""
    item = get_visible(ActionItem, request.user, pk)
    topic = item.resolution.topic
    if verb == "finish":
        form = forms.FinishForm(request.POST, request.FILES)
        return acted(request, topic, form, lambda: resolving.finish_action(item, by=request.user, **form.cleaned_data))
    if verb == "return":
        back = forms.ReturnForm(request.POST)
        return acted(request, topic, back, lambda: resolving.return_action(item, by=request.user, **back.cleaned_data))
    if verb == "accept":
        button = forms.NothingForm(request.POST, topic=topic)
        return acted(request, topic, button, lambda: resolving.accept_action(item, by=request.user))
    raise Http404


@require_safe
def picture(request: HttpRequest, pk: int, what: str, number: int) -> HttpResponse:
    """Photos of a topic everybody may read, and for staff of every topic they see."""
    found = Topic.objects.public().filter(pk=pk)
    if request.user.is_authenticated:
        found = found | Topic.objects.filter(pk__in=Topic.objects.visible_to(request.user).filter(pk=pk).values("pk"))
    row = found.first()
    if row is None:
        raise Http404
    stored = {
        "step": lambda: row.walked.filter(number=number).first(),
        "action": lambda: ActionItem.objects.filter(pk=number, resolution__topic=row).first(),
        "posted": lambda: Resolution.objects.filter(topic=row, pk=number).first(),
    }.get(what, lambda: None)()
    file = stored and (stored.posted if what == "posted" else stored.photo)
    if not file:
        raise Http404
    return served(file, f"{what}-{number}.jpg")
