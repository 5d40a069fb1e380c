"""A case that another system sends: who may, what it says, where it is, and the same one sent twice is one case."""

import hashlib
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from accounts.limits import client_address, within_limit
from accounts.secrets import blind_index
from accounts.text import clean_block, clean_line
from community.images import MAX_PHOTOS, Picture, make_safe
from grids.models import Unit
from issues import actions
from issues.actions.keys import key_of
from issues.api.coordinates import SYSTEMS, WGS84, to_wgs84
from issues.api.door import SENTENCES
from issues.api.formats import Refusal
from issues.api.reading import jurisdiction, service
from issues.forms.questions import PREFIX, QuestionsForm, answers_in
from issues.imports.places import places_of, unit_at
from issues.models import ApiKey, Category, Issue

# a client that lost the answer asks again within this time
AGAIN = timedelta(minutes=10)
# in ten minutes: of one address without a good key, of one person behind a key, of one key
STRANGER, PERSON, CLIENT = 10, 10, 300
LONGEST_TEXT, LONGEST_PLACE, LONGEST_LINK = 4000, 60, 300
SIX_DIGITS = Decimal("0.000001")
# Helsinki and Bloomington send ``media``, FixMyStreet photo1, photo2 …
MEDIA = ("media", *(f"photo{number}" for number in range(1, MAX_PHOTOS + 1)))
PEOPLE = ("account_id", "device_id")


@dataclass
class Place:
    unit: Unit
    words: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None


def take_in(request: HttpRequest) -> Issue:
    """Raises Refusal, with every sentence the client needs to put it right."""
    key = client_of(request)
    category = service(required_service(request))
    place, answers, photos, text = gathered(
        request,
        lambda: place_of(request, key),
        lambda: answers_of(request, category),
        lambda: photos_of(request),
        lambda: text_of(request, category),
    )
    facts = {
        "place": place.words,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "answers": answers,
        "channel": Issue.Channel.API,
        "name": clean_line(f"{said(request, 'last_name')}{said(request, 'first_name')}")[:40],
        "phone": said(request, "phone"),
    }
    once = idempotency(request, key)
    try:
        return earlier(once) or actions.submit(
            key=once[0], text=text, unit=place.unit, category=category, photos=photos, **facts
        )
    except ValidationError as refusal:
        raise Refusal(400, *refusal.messages) from refusal


def said(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").strip()


def client_of(request: HttpRequest) -> ApiKey:
    """Whose key it is; guessing keys and sending too much both end in 429."""
    key, address = key_of(said(request, "api_key")), client_address(request)
    seconds = int(AGAIN.total_seconds())
    if key is None:
        if not within_limit("open311-stranger", address, STRANGER, seconds):
            raise Refusal(429, SENTENCES[429], wait=seconds)
        raise Refusal(403, _("没有 api_key，或者它不对、已经停用。请向社区申请。"))
    asked = jurisdiction(said(request, "jurisdiction_id"))
    if asked and not Unit.objects.within(asked).filter(pk=key.unit_id).exists():
        raise Refusal(404, _("这个 api_key 不属于这个辖区。"))
    person = next((f"{name}:{said(request, name)}" for name in PEOPLE if said(request, name)), "")
    counts = [("open311-client", str(key.pk), CLIENT)]
    counts += [("open311-person", f"{key.pk}:{person}", PERSON)] if person else []
    if not all(within_limit(scope, counted, limit, seconds) for scope, counted, limit in counts):
        raise Refusal(429, SENTENCES[429], wait=seconds)
    return key


def required_service(request: HttpRequest) -> str:
    if not (code := said(request, "service_code")):
        raise Refusal(400, _("缺少 service_code。"))
    return code


def gathered(request: HttpRequest, *parts) -> list[Any]:
    """All parts, or one refusal with the sentences of all of them."""
    found, sentences = [], []
    for part in parts:
        try:
            found.append(part())
        except ValidationError as refusal:
            sentences += refusal.messages
    if sentences:
        raise Refusal(400, *sentences)
    return found


def place_of(request: HttpRequest, key: ApiKey) -> Place:
    """By the code of a unit, by coordinates, or by words, whichever is sent first in this order."""
    words = clean_line(said(request, "address_string"))
    if code := said(request, "address_id"):
        return Place(coded(code, key.unit), words[:LONGEST_PLACE])
    if said(request, "lat") or said(request, "long"):
        return located(request, key.unit, words)
    if not words:
        raise ValidationError(_("请写明地点：lat 和 long，或 address_string，或 address_id。"))
    return Place(places_of(key.unit).named_in(words), words[:LONGEST_PLACE])


def coded(code: str, around: Unit) -> Unit:
    unit = Unit.objects.within(around).current().filter(code=code[:40]).first()
    if unit is None:
        raise ValidationError(_("没有这个 address_id，请用网格单元的编码。"))
    return unit


def located(request: HttpRequest, around: Unit, words: str) -> Place:
    system = said(request, "coordinate_system").lower() or WGS84
    if system not in SYSTEMS:
        raise ValidationError(_("coordinate_system 只能是 wgs84、gcj02 或 bd09。"))
    latitude, longitude = degrees(request, "lat", 90), degrees(request, "long", 180)
    east, north = to_wgs84(system, float(longitude), float(latitude))
    unit = unit_at(around, east, north)
    if unit is None:
        raise ValidationError(_("这个位置不在%(name)s的范围内。") % {"name": around.name})
    if words and unit == around:
        # nothing smaller is drawn here: the words may know more
        unit = places_of(around).named_in(words)
    point = (Decimal(str(value)).quantize(SIX_DIGITS) for value in (north, east))
    return Place(unit, words[:LONGEST_PLACE], *point)


def degrees(request: HttpRequest, name: str, most: int) -> Decimal:
    try:
        value = Decimal(said(request, name))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) > most:
        raise ValidationError(_("%(name)s 请写成度，例如 26.893412；lat 和 long 要一起写。") % {"name": name})
    return value


def answers_of(request: HttpRequest, category: Category) -> dict[str, str | list[str]]:
    """``attribute[CODE]=v`` and ``attribute[CODE][]=v1&…`` are the category's questions."""
    sent = {
        name.removesuffix("[]").removeprefix("attribute[").removesuffix("]"): values
        for name, values in request.POST.lists()
        if name.startswith("attribute[")
    }
    known = set(category.questions.values_list("code", flat=True))
    if strange := sorted(set(sent) - known):
        raise ValidationError([_("这个服务没有 attribute[%(code)s]。") % {"code": code[:40]} for code in strange])
    form = QuestionsForm(MultiValueDict({PREFIX + code: values for code, values in sent.items()}), category=category)
    if not form.is_valid():
        wrong = ((name.removeprefix(PREFIX), sentences) for name, sentences in form.errors.items())
        raise ValidationError([f"attribute[{code}]：{sentence}" for code, sentences in wrong for sentence in sentences])
    return answers_in(form.cleaned_data)


def files_of(request: HttpRequest) -> list:
    return [file for name in MEDIA for file in request.FILES.getlist(name)]


def photos_of(request: HttpRequest) -> list[Picture]:
    files = files_of(request)
    if len(files) > MAX_PHOTOS:
        raise ValidationError(_("最多 %(most)d 张照片。") % {"most": MAX_PHOTOS})
    return [make_safe(file, file.name or "media", file.size or 0) for file in files]


def text_of(request: HttpRequest, category: Category) -> str:
    """``media_url`` is written down for the staff and never fetched: it could point into the committee's own network."""
    text = clean_block(said(request, "description"))
    if len(text) > LONGEST_TEXT:
        raise ValidationError(_("description 最多 4000 字。"))
    link = said(request, "media_url")
    if link and (len(link) > LONGEST_LINK or not link.startswith(("http://", "https://"))):
        raise ValidationError(_("media_url 要以 https:// 开头，最多 300 个字符。"))
    text = text or _("（没有文字说明）%(service)s") % {"service": category.name}
    return f"{text}\n{_('照片链接：')}{clean_line(link)}"[: LONGEST_TEXT + LONGEST_LINK] if link else text


def idempotency(request: HttpRequest, key: ApiKey) -> tuple[UUID, ...]:
    """Under which keys this very case may be known: the header's, else those of its body in this stretch and the last.

    The standard says nothing about sending again, and clients do it when an answer is lost. Whoever sends the header
    ``Idempotency-Key`` decides; else the same key, person and body within ten minutes are the same case.
    """
    if header := request.headers.get("Idempotency-Key", "")[:200]:
        return (made_key(f"{key.index}:header:{header}"),)
    fields = sorted((name, values) for name, values in request.POST.lists() if name != "api_key")
    facts = json.dumps([key.index, fields, [digest(file.chunks()) for file in files_of(request)]])
    stretch = int(time.time() // AGAIN.total_seconds())
    return tuple(made_key(f"{stretch - back}:{facts}") for back in (0, 1))


def made_key(facts: str) -> UUID:
    return UUID(blind_index(facts, "open311-once")[:32])


def digest(pieces: Iterable[bytes]) -> str:
    found = hashlib.sha256()
    for piece in pieces:
        found.update(piece)
    return found.hexdigest()


def earlier(keys: tuple[UUID, ...]) -> Issue | None:
    """A key of the header is good for ever; those of a body for ten minutes, counted from the case."""
    found = Issue.objects.filter(key__in=keys)
    if len(keys) > 1:
        found = found.filter(received_at__gt=timezone.now() - AGAIN)
    return found.order_by("-pk").first()
