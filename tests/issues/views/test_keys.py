"""The page of the keys."""

from django.urls import reverse

from issues.actions.keys import key_of
from issues.models import ApiKey

KEYS = reverse("issues:keys")


def test_a_key_is_shown_once_and_works(browser_of, town):
    admin = browser_of(town.admin)
    page = admin.post(KEYS, {"name": "市城管应用", "unit": town.community.pk}, follow=True)
    plain = page.context["first"]["plain"]
    assert plain in page.text
    assert key_of(plain) == ApiKey.objects.get()
    again = admin.get(KEYS)
    assert plain not in again.text
    assert "市城管应用" in again.text


def test_a_key_without_a_name_is_not_made(browser_of, town):
    page = browser_of(town.admin).post(KEYS, {"name": "", "unit": town.community.pk})
    assert page.status_code == 422
    assert "请写明给哪个系统用" in page.text
    assert not ApiKey.objects.exists()


def test_a_unit_that_is_not_offered_is_refused(browser_of, town):
    page = browser_of(town.admin).post(KEYS, {"name": "市城管应用", "unit": town.north.pk})
    assert page.status_code == 422
    assert not ApiKey.objects.exists()


def test_an_ended_key_stays_in_the_list_without_its_button(browser_of, town):
    admin = browser_of(town.admin)
    admin.post(KEYS, {"name": "市城管应用", "unit": town.community.pk})
    end = reverse("issues:key_end", args=[ApiKey.objects.get().pk])
    assert end in admin.get(KEYS).text
    page = admin.post(end, follow=True)
    assert "已停用" in page.text
    assert end not in page.text
    assert "已经停用了" in admin.post(end, follow=True).text
