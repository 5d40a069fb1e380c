"""H4: who answers for a building hangs at its door, and the code beside it opens the form for that building."""

import pytest

from grids import actions as grids
from grids.models import Posting


@pytest.fixture
def town(transactional_db, town):
    grids.post(
        Posting.Role.REPRESENTATIVE,
        town.building,
        name="李代表",
        public_phone="199-0000-0002",
        on_board=True,
        by=town.secretary,
    )
    return town


def test_the_board_names_people_prints_and_opens_the_form(walk, town):
    walk.go(f"/board/{town.building.slug}/")
    main = walk.page.locator("main")
    for words in ("周师傅", "199-0000-0001", "李代表", "199-0000-0002"):
        assert words in main.inner_text()
    walk.look("board")
    walk.go(f"/board/{town.building.slug}/print/?paper=a3")
    assert "周师傅" in walk.page.locator("body").inner_text()
    code = walk.page.locator("img[src$='.svg']").first
    assert code.evaluate("image => image.naturalWidth") > 0
    walk.shoot("print")
    walk.go(f"/q/{town.building.slug}/")
    assert walk.page.url == f"{walk.address}/report/?at={town.building.slug}"
    assert town.building.name in walk.page.locator("main form").inner_text()
