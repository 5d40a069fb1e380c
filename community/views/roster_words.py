"""What the import has learnt here: headings, words and names of buildings, to see, add to and forget."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from community import codes, rules
from community.actions import vocabulary
from community.forms.roster_columns import meaning_of
from community.forms.roster_questions import heading_of_table
from community.forms.roster_words import PlaceForm, SynonymForm, WordForm
from community.imports.columns import SKIP
from community.models import RosterHeadings, RosterPlace, RosterSynonym, RosterWord
from community.views.deeds import FORM_PAGE
from grids.models import Posting, Unit
from grids.scope import desk_required

SETS_SHOWN = 50


def keepers_only(view):
    def guarded(request, *args, **kwargs):
        if not rules.keeps_data(request.user, None):
            raise PermissionDenied(_("表头写法和用词由社区工作人员整理。要加一个写法，请告诉社区工作者。"))
        return view(request, *args, **kwargs)

    return desk_required(guarded)


def places_of(user):
    return RosterPlace.objects.filter(unit__in=Unit.objects.overseen_by(user, *Posting.DATA_KEEPERS))


@never_cache
@keepers_only
@require_http_methods(FORM_PAGE)
def roster_words(request: HttpRequest) -> HttpResponse:
    """Three forms; the one whose button was pressed is filled."""
    sent = request.POST if request.method == "POST" else None
    forms = {
        "heading": SynonymForm(sent if "heading-word" in request.POST else None),
        "word": WordForm(sent if "word-word" in request.POST else None),
        "place": PlaceForm(sent if "place-word" in request.POST else None, user=request.user),
    }
    form = next((form for form in forms.values() if form.is_bound), None)
    if form is not None and form.is_valid():
        try:
            TAUGHT[form.prefix](form.cleaned_data, request.user)
        except ValidationError as refusal:
            form.add_error("word", refusal)
        else:
            messages.success(request, _("记住了，下次导入就用上。"))
            return redirect("community:import_words")
    context = {f"{name}_form": one for name, one in forms.items()} | learnt(request.user)
    status = 422 if form is not None and form.errors else 200
    return render(request, "community/import_words.html", context | ({"form": form} if form else {}), status=status)


def teach_word(given: dict, user) -> None:
    table, _colon, code = given["code"].partition(":")
    vocabulary.teach_word(table, given["word"], code, by=user)


TAUGHT = {
    "heading": lambda given, user: vocabulary.teach_heading(given["word"], given["key"], by=user),
    "word": teach_word,
    "place": lambda given, user: vocabulary.teach_place(given["word"], given["building"], by=user),
}


def learnt(user) -> dict:
    synonyms = RosterSynonym.objects.order_by("word").values("pk", "word", "key")
    words = RosterWord.objects.order_by("table", "word").values("pk", "table", "word", "code")
    sets = RosterHeadings.objects.order_by("-used_at").values("pk", "headings", "used_at", "by__name")
    places = places_of(user).order_by("word").values("pk", "word", "building__name", "building__parent__name")
    return {
        "synonyms": [row | {"meaning": meaning_of(row["key"])} for row in synonyms],
        "words": [
            row
            | {
                "column": heading_of_table(row["table"]),
                "meaning": _("不登记这一项") if row["code"] in ("", SKIP) else codes.label(row["table"], row["code"]),
            }
            for row in words
        ],
        "places": list(places),
        "sets": list(sets[:SETS_SHOWN]),
    }


@require_POST
@keepers_only
def roster_word_forget(request: HttpRequest) -> HttpResponse:
    kinds = {
        "heading": RosterSynonym.objects.all(),
        "word": RosterWord.objects.all(),
        "place": places_of(request.user),
        "set": RosterHeadings.objects.all(),
    }
    rows, number = kinds.get(request.POST.get("kind", "")), request.POST.get("number", "")
    if rows is None or not number.isdecimal() or len(number) > 15:
        raise Http404
    row = rows.filter(pk=int(number)).first()
    if row is not None:
        vocabulary.forget_word(row, by=request.user)
    messages.success(request, _("已经忘掉，下次导入会再问。"))
    return redirect("community:import_words")
