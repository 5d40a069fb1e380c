from django.urls import reverse

from community import fields
from community.actions import roster

PAGE = reverse("community:data_rules")


def test_everybody_reads_every_purpose(client, town):
    """S07"""
    page = client.get(PAGE).text
    for group in fields.GROUPS:
        shown = str(group.purpose) in page
        assert shown is (group.level != fields.NOT_PERSONAL)


def test_it_is_linked_from_every_page(client, town):
    assert f'href="{PAGE}"' in client.get("/").text


def test_it_names_the_committee_and_the_days(client, town):
    page = client.get(PAGE).text
    assert "青石社区" in page
    assert f"最晚 {fields.DUE} 天内答复" in page


def test_it_cites_one_article_only(client, town):
    assert client.get(PAGE).text.count("第二十八条") == 1


def test_what_it_says_is_what_the_clock_does(client, town):
    assert roster.KEPT_DAYS == fields.ROSTER
    assert "上传后 30 天清除" in client.get(PAGE).text
