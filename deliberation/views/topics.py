"""Topics as everybody sees them: raised without an account, supported, objected to, rated."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.limits import client_address, within_limit
from accounts.text import clean_line
from community.views.deeds import pressed
from deliberation.actions import resolving
from deliberation.actions import topics as actions
from deliberation.forms.topic import ObjectionForm, RaiseForm, RateForm
from deliberation.models import Topic
from deliberation.views.steps import chain_of, steps_of
from grids.publish import cached_for_readers

REFUSED, TOO_MANY = 422, 429
# from one address: a whole estate may stand behind one
RAISED = {"limit": 10, "seconds": 600}
ON_A_PAGE = 20
TABS = {
    "": gettext_lazy("全部"),
    "accepted": gettext_lazy("正在商议"),
    "resolved": gettext_lazy("正在落实"),
    "done": gettext_lazy("已落实"),
    "rejected": gettext_lazy("不列入议事"),
}
TONES = {
    "raised": "new",
    "accepted": "doing",
    "rejected": "quiet",
    "resolved": "doing",
    "done": "done",
    "merged": "quiet",
}


@require_safe
@cached_for_readers
def topics(request: HttpRequest) -> HttpResponse:
    """``?q=长椅 灯&show=done``: words and state stand in the address, so that a search can be sent on."""
    words, show = clean_line(request.GET.get("q", ""))[:40], request.GET.get("show", "")
    show = show if show in TABS else ""
    found = Topic.objects.public().saying(words)
    counts = dict(found.order_by().values_list("state").annotate(n=Count("pk")))
    tabs = [
        {"show": state, "label": label, "count": counts.get(state, 0) if state else sum(counts.values())}
        for state, label in TABS.items()
    ]
    found = found.filter(state=show) if show else found
    found = found.select_related("unit").annotate(voices=Count("supports")).order_by("-at", "-pk")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [{"topic": row, "tone": TONES[row.state]} for row in page]
    context = {"rows": rows, "page": page, "tabs": tabs, "show": show, "words": words}
    return render(request, "deliberation/topics.html", context)


@never_cache
@require_safe
def topic(request: HttpRequest, pk: int) -> HttpResponse:
    return topic_page(request, get_object_or_404(Topic.objects.public(), pk=pk))


def topic_page(request: HttpRequest, row: Topic, **refused) -> HttpResponse:
    user = request.user
    chain = chain_of(row)
    context = {
        "topic": row,
        "tone": TONES[row.state],
        "steps": steps_of(row),
        "voices": row.supports.count(),
        "mine": user.is_authenticated and row.supports.filter(user=user).exists(),
        **chain,
        "works_here": user.is_authenticated and Topic.objects.visible_to(user).filter(pk=row.pk).exists(),
        "votes": row.votes.public().order_by("pk"),
        "again": Topic.objects.public().filter(earlier=row),
        "before": Topic.objects.public().filter(pk=row.earlier_id).first(),
        "objection": ObjectionForm() if chain["in_publicity"] else None,
        "rate": RateForm() if row.state == Topic.State.DONE and user.is_authenticated else None,
        "form": next(iter(refused.values()), None),
    }
    return render(request, "deliberation/topic.html", context | refused, status=REFUSED if refused else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = RaiseForm(request.POST or None)
    if request.method == "POST":
        # filled by robots only
        if request.POST.get("website"):
            return redirect("deliberation:topics")
        if form.is_valid():
            try:
                row = actions.raise_topic(
                    by=request.user if request.user.is_authenticated else None, **form.cleaned_data
                )
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                return redirect("deliberation:topic_mine", row.token)
    return render(request, "deliberation/topic_new.html", {"form": form}, status=REFUSED if form.is_bound else 200)


def too_many() -> ValidationError:
    return ValidationError(_("从您这里提得太快了，请过十分钟再试，或者打电话给社区。"), code="too_many")


@never_cache
@require_safe
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """The proposer's own page: where it stands, and why."""
    row = get_object_or_404(Topic.objects.select_related("merged_into"), token=token)
    context = {"topic": row, "tone": TONES[row.state], "public": Topic.objects.public().filter(pk=row.pk).exists()}
    return render(request, "deliberation/topic_mine.html", context)


def done(request: HttpRequest, pk: int, act, words: str) -> HttpResponse:
    pressed(request, act, words)
    return redirect("deliberation:topic", pk)


@never_cache
@require_POST
@login_required
def support(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Topic.objects.public(), pk=pk)
    return done(request, pk, lambda: actions.support(row, by=request.user), _("谢谢，已经记下您的支持。"))


@never_cache
@require_POST
def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Topic.objects.public().filter(resolutions__isnull=False).distinct(), pk=pk)
    form = ObjectionForm(request.POST)
    if not within_limit("objection", client_address(request), **RAISED):
        form.add_error(None, too_many())
    if form.is_valid():
        try:
            resolving.object_to(row.resolution, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("收到您的意见，社区答复以前，决议不会生效。"))
            return redirect("deliberation:topic", pk)
    return topic_page(request, row, objection=form)


@never_cache
@require_POST
@login_required
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Topic.objects.public(), pk=pk)
    form = RateForm(request.POST)
    if not form.is_valid():
        return topic_page(request, row, rate=form)
    return done(request, pk, lambda: resolving.rate(row, by=request.user, **form.cleaned_data), _("谢谢您的评价。"))
