"""Who gets what on which page. The table is complete: every page of the resolver has a row, and no row is stale."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from tests import pages
from tests.access_table import KINDS, rows

ROWS = rows()
GETS = [page for page, (how, _) in ROWS.items() if how != "POST"]
READ_ONLY = [page for page, (how, _) in ROWS.items() if how == "GET"]
POSTS = [page for page, (how, _) in ROWS.items() if how == "POST"]
CLOSED = ("in", "403", "404")
# written by looking: sessions, how often somebody looked, and the record of it
TRACES = {"Session", "SignIn", "Counter", "AuditEntry"}


def last_welcome(page: str) -> str:
    """The last kind in the table that gets through the door, so that only the method is asked about."""
    return next((kind for kind in reversed(KINDS) if ROWS[page][1][kind] not in CLOSED), KINDS[-1])


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in apps.get_models() if model.__name__ not in TRACES}


def test_every_page_has_a_row_and_every_row_a_page():
    assert {name for name, _ in pages.patterns()} == set(ROWS)


@pytest.mark.parametrize("page", GETS)
def test_who_may_open_and_nothing_changes(crowd, page):
    before = counts()
    opened = {kind: pages.outcome(crowd.open(kind, page)) for kind in KINDS}
    assert opened == ROWS[page][1]
    assert counts() == before


@pytest.mark.parametrize("page", GETS)
def test_who_may_not_open_may_not_post_either(crowd, page):
    kinds = [kind for kind in KINDS if ROWS[page][1][kind] in CLOSED]
    sent = {kind: pages.outcome(crowd.send(kind, page)) for kind in kinds}
    assert all(sent[kind] in (ROWS[page][1][kind], "405") for kind in kinds), sent


@pytest.mark.parametrize("page", POSTS)
def test_who_may_post(crowd, page):
    sent = {kind: pages.outcome(crowd.send(kind, page)) for kind in KINDS}
    assert sent == ROWS[page][1]


@pytest.mark.parametrize("page", READ_ONLY)
def test_a_page_for_reading_takes_no_post(crowd, page):
    assert crowd.send(last_welcome(page), page).status_code == 405


@pytest.mark.parametrize("page", POSTS)
def test_an_action_is_no_page(crowd, page):
    assert crowd.open(last_welcome(page), page).status_code == 405


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model.__name__)
def test_only_the_administrator_sees_the_tables_of_the_administration(crowd, model):
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    opened = {kind: pages.outcome(crowd.browser(kind).get(url)) for kind in KINDS}
    assert opened == ROWS["admin:*"][1]
