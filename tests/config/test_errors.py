import logging

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper
from django.test import Client, RequestFactory

from config import errors, views
from config.context import community

OURS = (500, 503)
THEIRS = (400, 403, 404, 405, 413)


@pytest.fixture
def request_(rf: RequestFactory):
    request = rf.get("/somewhere/?page=2")
    request.id = "0a1b2c3d"
    return request


@pytest.mark.parametrize("status", OURS)
def test_pages_of_our_errors_need_no_database(request_, status):
    response = errors.page(request_, status)
    assert response.status_code == status
    assert "0a1b2c3d" in response.text


@pytest.mark.parametrize("status", THEIRS)
def test_every_error_page_offers_elder_mode_and_an_id(request_, town, status):
    response = errors.page(request_, status)
    assert response.status_code == status
    assert "0a1b2c3d" in response.text
    assert "长辈版" in response.text


def test_error_pages_know_the_phone_while_the_cache_does(request_, town):
    town.community.phone = "0734-0000-0000"
    town.community.save()
    community()
    assert "tel:0734-0000-0000" in errors.page(request_, 500).text


def test_elders_see_the_elder_error_page(request_, db):
    request_.COOKIES["mode"] = "elder"
    assert 'data-mode="elder"' in errors.page(request_, 404).text


def test_a_wrong_address_is_a_chinese_404_with_the_id_of_the_header(client, db):
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert response["X-Request-ID"] in response.text


def test_forbidden_says_the_rule_s_own_sentence(client, town):
    client.force_login(town.stranger)
    response = client.get("/desk/issues/")
    assert response.status_code == 403
    assert "工作台只对社区工作人员开放" in response.text


def test_forbidden_has_a_sentence_when_the_rule_has_none(request_, db):
    assert "需要相应的岗位" in errors.forbidden(request_, PermissionDenied()).text


def test_too_much_data_is_413(request_, db):
    assert errors.bad_request(request_, RequestDataTooBig()).status_code == 413


@pytest.mark.logs_errors
def test_an_upload_over_the_limit_meets_the_413_page(db, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    strict = Client(enforce_csrf_checks=True)
    strict.get("/accounts/login/")
    response = strict.post("/accounts/login/", {"login": "x" * 100})
    assert response.status_code == 413


def test_a_stale_form_is_told_to_go_back(town):
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "mo"})
    assert response.status_code == 403
    assert "您刚才写的内容还在" in response.text


@pytest.mark.logs_errors
def test_a_broken_page_is_a_500_without_details(client, db, monkeypatch):
    monkeypatch.setattr(views.pages, "recent_matters", lambda: 1 / 0)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "ZeroDivisionError" not in response.text


@pytest.mark.logs_errors
def test_a_database_that_is_away_is_a_503_with_a_time(client, db, monkeypatch):
    def away():
        raise OperationalError("connection refused")

    monkeypatch.setattr(views.pages, "recent_matters", away)
    client.raise_request_exception = False
    response = client.get("/")
    assert (response.status_code, response["Retry-After"]) == (503, "60")


@pytest.mark.logs_errors
def test_the_database_may_be_away_before_any_view_is_reached(client, town, monkeypatch):
    def away(*_):
        raise OperationalError("connection refused")

    client.force_login(town.clerk)
    client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(CursorWrapper, "execute", away)
        response = client.get("/desk/")
    assert response.status_code == 503
    assert "系统正在休息" in response.text


def test_a_page_that_only_takes_forms_says_so(client, db):
    response = client.get("/mode/")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "不能直接打开" in response.text


@pytest.mark.parametrize(
    ("path", "way"), [("/desk/issues/99/", "回到工作台"), ("/desk/", "回到首页"), ("/notices/9/", "回到首页")]
)
def test_an_error_page_leads_back_to_where_one_works(rf, db, path, way):
    assert way in errors.page(rf.get(path), 404).text


def test_a_broken_page_leaves_its_trace_on_the_terminal(settings):
    """Without DEBUG too: the number on the page is of no use when nobody can look it up."""
    assert not settings.DEBUG
    logger, handlers = logging.getLogger("django.request"), []
    while logger:
        handlers += logger.handlers
        logger = logger.parent if logger.propagate else None
    assert [handler for handler in handlers if type(handler) is logging.StreamHandler and not handler.filters]
