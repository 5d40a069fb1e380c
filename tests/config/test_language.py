"""Chinese or English: chosen by a button, kept in a cookie, and never the staff's."""

import pytest


def test_residents_choose_and_go_back_again(client, town):
    assert "Report a problem" not in client.get("/").text
    answer = client.post("/language/", {"lang": "en", "next": "/track/"})
    assert answer["Location"] == "/track/" and answer.cookies["lang"]["samesite"] == "Lax"
    english = client.get("/").text
    assert '<html lang="en"' in english and "Report a problem" in english and "中文" in english
    client.post("/language/", {"lang": "zh"})
    assert '<html lang="zh-Hans"' in client.get("/").text


def test_one_readers_language_is_not_anothers(client, town):
    client.cookies["lang"] = "en"
    assert "Report a problem" in client.get("/").text
    client.cookies.clear()
    assert "我要反映" in client.get("/").text
    assert "我要反映" in client.get("/", headers={"Accept-Language": "en"}).text


def test_other_languages_and_other_sites_choose_nothing(client, town):
    assert client.post("/language/", {"lang": "fr"}).status_code == 400
    assert client.post("/language/", {"lang": "en"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
    client.cookies["lang"] = "fr"
    assert "我要反映" in client.get("/").text


@pytest.mark.parametrize("page", ["/desk/", "/desk/issues/", "/desk/inbox/", "/desk/issues/999999/"])
def test_the_staff_read_chinese(client, town, page):
    client.force_login(town.north_leader)
    client.cookies["lang"] = "en"
    answer = client.get(page).text
    assert '<html lang="zh-Hans"' in answer and 'name="lang"' not in answer


def test_a_refusal_is_read_in_english(client, town):
    client.cookies["lang"] = "en"
    assert "Please say what is the matter." in client.post("/report/", {}).text
    assert "This page was not found" in client.get("/nowhere/").text
