"""Who gets what on which page. The table is complete: every page of the resolver has a row, and no row is stale."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from tests import pages
from tests.access_table import KINDS, rows

ROWS = rows()
GETS = [page for page, (how, _) in ROWS.items() if how != "POST"]
POSTS = [page for page, (how, _) in ROWS.items() if how == "POST"]
CLOSED = ("in", "403", "404")
# written by looking: sessions, and the record of who looked
TRACES = {"Session", "SignIn", "AuditEntry"}


def test_every_page_has_a_row_and_every_row_a_page():
    assert {name for name, _ in pages.patterns()} == set(ROWS)


def test_every_page_has_a_name():
    assert not [str(pattern.pattern) for name, pattern in pages.patterns() if name.endswith("None")]


@pytest.mark.parametrize("page", GETS)
def test_who_may_open(crowd, page):
    opened = {kind: pages.outcome(crowd.open(kind, page)) for kind in KINDS}
    assert opened == ROWS[page][1]


@pytest.mark.parametrize("page", GETS)
def test_who_may_not_open_may_not_post_either(crowd, page):
    kinds = [kind for kind in KINDS if ROWS[page][1][kind] in CLOSED]
    sent = {kind: pages.outcome(crowd.send(kind, page)) for kind in kinds}
    assert sent == {kind: ROWS[page][1][kind] for kind in kinds} or set(sent.values()) == {"405"}


@pytest.mark.parametrize("page", POSTS)
def test_who_may_post(crowd, page):
    sent = {kind: pages.outcome(crowd.send(kind, page)) for kind in KINDS}
    assert sent == ROWS[page][1]


@pytest.mark.parametrize("page", [page for page, (how, _) in ROWS.items() if how == "GET"])
def test_a_page_for_reading_takes_no_post(crowd, page):
    reader = next(kind for kind in reversed(KINDS) if ROWS[page][1][kind] not in CLOSED)
    assert crowd.send(reader, page).status_code == 405


@pytest.mark.parametrize("page", POSTS)
def test_an_action_is_no_page(crowd, page):
    actor = next(kind for kind in reversed(KINDS) if ROWS[page][1][kind] not in CLOSED)
    assert crowd.open(actor, page).status_code == 405


@pytest.mark.parametrize("page", GETS)
def test_opening_changes_nothing(crowd, page):
    kinds = [kind for kind in KINDS if ROWS[page][1][kind] not in CLOSED]
    before = counts()
    for kind in kinds:
        crowd.open(kind, page)
    assert counts() == before


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in apps.get_models() if model.__name__ not in TRACES}


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model.__name__)
def test_only_the_administrator_sees_the_tables_of_the_administration(crowd, model):
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    opened = {kind: pages.outcome(crowd.browser(kind).get(url)) for kind in KINDS}
    assert opened.pop("admin") == "200"
    assert set(opened.values()) == {"in"}
