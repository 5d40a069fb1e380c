"""A committee's own kind of meeting, from its page to the meetings called by it."""

from django.urls import reverse

from deliberation.models import Meeting, MeetingKind
from tests.deliberation import sat

OWN = {"name": "院坝会", "parties": "居委会，必须到场\n院落代表", "least": 2, "notice_days": 1, "majority": "half"}


def test_an_own_kind_is_written_and_changed_while_meetings_already_called_keep_their_rules(client, town):
    client.force_login(town.clerk)
    client.post(reverse("deliberation:meeting_kind_new"), OWN)
    first = MeetingKind.objects.get(name="院坝会")
    meeting = sat.called(town)
    Meeting.objects.filter(pk=meeting.pk).update(kind=first)
    edit = reverse("deliberation:meeting_kind_edit", args=[first.pk])
    assert "居委会，必须到场" in client.get(edit).content.decode()
    page = client.post(edit, OWN | {"parties": "居委会\n院落代表\n物业", "least": 3}, follow=True).content.decode()
    assert "居委会、院落代表、物业" in page and "至少 3 人到会" in page
    meeting.refresh_from_db()
    assert (meeting.kind.required, meeting.kind.least) == (["居委会"], 2)
    assert client.post(edit, OWN).status_code == 404


def test_a_kind_without_parties_or_with_a_name_in_use_says_what_to_do(client, town):
    client.force_login(town.clerk)
    new = reverse("deliberation:meeting_kind_new")
    assert "每行一方" in client.post(new, OWN | {"parties": ""}).content.decode()
    client.post(new, OWN)
    answer = client.post(new, OWN)
    assert answer.status_code == 422 and "请换一个名称" in answer.content.decode()
