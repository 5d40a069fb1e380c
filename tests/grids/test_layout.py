from grids.layout import lay_out


def test_places_are_counted_in_and_out():
    places = lay_out([("b", "root", "2"), ("root", None, "1"), ("a", "root", "1"), ("a1", "a", "1")])
    assert places == {"root": (1, 1, 8, 0), "a": (1, 2, 5, 1), "a1": (1, 3, 4, 2), "b": (1, 6, 7, 1)}


def test_roots_are_trees_of_their_own():
    assert lay_out([("y", None, "2"), ("x", None, "1")]) == {"x": (1, 1, 2, 0), "y": (2, 1, 2, 0)}


def test_what_hangs_on_itself_has_no_place():
    assert lay_out([("a", "b", "1"), ("b", "a", "1")]) == {}
