"""One telephone that signs in many by the code on the screen is somebody's to look at (and often a kind neighbour's).

Of a telephone only a keyed hash is kept, another one for each session, so that nothing says where it was before; it goes
when the list is closed.
"""

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from points.actions.oddities import note_oddity
from points.models import Oddity
from volunteers.models import Session, SignPair
from volunteers.models.attendance import title_of

MOST = 5
SALT = "volunteers.device"
LENGTH = 32


def hash_of(session: Session, device: str) -> str:
    """``device``: what the browser keeps; "" when it keeps nothing."""
    return salted_hmac(SALT, f"{session.pk}:{device}", algorithm="sha256").hexdigest()[:LENGTH] if device else ""


def note_shared(session: Session) -> None:
    """Each telephone that signed in more than five different people, once however often this is called."""
    pairs = SignPair.objects.filter(attended__session=session).exclude(device="").order_by()
    shared = pairs.values("device").annotate(people=Count("person", distinct=True)).filter(people__gt=MOST)
    for device in shared.values_list("device", flat=True):
        note_oddity(
            Oddity.Kind.SHARED_DEVICE,
            key=f"{session.pk}:{device[:8]}",
            unit=session.unit,
            title=_("“%(title)s”：一台手机替 %(most)d 人以上扫码签到") % {"title": title_of(session), "most": MOST},
            text=_("也可能是好心借手机给邻居。请对照现场名单，问一问组织的人。"),
            link=reverse("volunteers:book", args=[session.pk]),
            on=timezone.localdate(session.starts_at),
        )


def forget_devices(pairs: QuerySet[SignPair]) -> int:
    return pairs.exclude(device="").update(device="")
