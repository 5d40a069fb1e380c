"""The first page anybody opens."""

import pytest


@pytest.fixture
def town(transactional_db, town):
    return town


def test_home_is_for_everybody(walk, town):
    walk.go("/")
    assert town.community.name in walk.page.locator("body").inner_text()
    walk.look()


def test_home_for_elders(walk, town):
    walk.elder()
    walk.go("/")
    assert walk.page.locator("html").get_attribute("data-mode") == "elder"
    sizes = walk.page.eval_on_selector_all(
        "main :is(p, a, button)", "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= 18
    walk.look("elder")
