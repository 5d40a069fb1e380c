import json

import pytest
from django.core.exceptions import ValidationError

from grids.boundary import MAX_BYTES, centre, contains, outline, read_boundary

SQUARE = [[[112.6, 26.9], [112.7, 26.9], [112.7, 27.0], [112.6, 27.0], [112.6, 26.9]]]


def geojson(found) -> bytes:
    return json.dumps(found).encode()


def polygon(coordinates=SQUARE) -> dict:
    return {"type": "Polygon", "coordinates": coordinates}


@pytest.mark.parametrize(
    "found",
    [
        polygon(),
        {"type": "Feature", "properties": {"name": "x"}, "geometry": polygon()},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": polygon()}]},
    ],
)
def test_a_polygon_is_kept_bare(found):
    assert read_boundary(geojson(found)) == polygon()


def test_byte_order_mark_and_height_are_dropped():
    high = [[[*point, 80.5] for point in SQUARE[0]]]
    assert read_boundary(b"\xef\xbb\xbf" + geojson(polygon(high))) == polygon()


def test_several_parts_stay_several():
    parts = {"type": "MultiPolygon", "coordinates": [SQUARE, SQUARE]}
    assert read_boundary(geojson(parts)) == parts


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\x00" * (MAX_BYTES + 1), "boundary_big"),
        (b"PK\x03\x04", "boundary_json"),
        (b"[" * 100_000, "boundary_json"),
        (b'{"type": "Polygon", "coordinates": [[[NaN, 1]]]}', "boundary_json"),
        (b"[]", "boundary_type"),
        (geojson({"type": "Point", "coordinates": [1, 2]}), "boundary_type"),
        (geojson({"type": "FeatureCollection", "features": []}), "boundary_type"),
        (geojson(polygon([])), "boundary_points"),
        (geojson(polygon([[[1, 2], [1, 2], [1, 2]]])), "boundary_points"),
        (geojson(polygon([[["1", 2]] * 4])), "boundary_points"),
        (geojson(polygon([[[True, 2]] * 4])), "boundary_points"),
        (geojson({"type": "MultiPolygon", "coordinates": {"a": 1}}), "boundary_points"),
        (geojson(polygon([[[1, 2], [3, 4], [5, 6], [7, 8]]])), "boundary_open"),
        (geojson(polygon([[[26.9, 112.6]] * 4])), "boundary_range"),
        (geojson(polygon([[[1.0, 2.0]] * 5001])), "boundary_points"),
    ],
)
def test_bad_files_are_refused(content, why):
    with pytest.raises(ValidationError) as refusal:
        read_boundary(content)
    assert refusal.value.code == why


def test_outline_fits_its_square_with_north_up():
    assert outline(polygon()) == "M0.0 100.0 L100.0 100.0 L100.0 0.0 L0.0 0.0 L0.0 100.0Z"


HOLE = [[112.64, 26.94], [112.66, 26.94], [112.66, 26.96], [112.64, 26.96], [112.64, 26.94]]
FAR = [[[113.0, 27.0], [113.01, 27.0], [113.01, 27.01], [113.0, 27.01], [113.0, 27.0]]]


@pytest.mark.parametrize(
    ("point", "inside"),
    [((112.61, 26.91), True), ((112.65, 26.95), False), ((112.59, 26.95), False), ((113.005, 27.005), True)],
)
def test_a_point_lies_in_any_part_but_in_no_hole(point, inside):
    shape = {"type": "MultiPolygon", "coordinates": [[*SQUARE, HOLE], FAR]}
    assert contains(shape, *point) is inside


@pytest.mark.parametrize("turn", [1, -1])
def test_the_centre_is_that_of_the_largest_part_whichever_way_it_runs(turn):
    shape = {"type": "MultiPolygon", "coordinates": [FAR, [SQUARE[0][::turn]]]}
    assert centre(shape) == pytest.approx((112.65, 26.95))


def test_a_boundary_without_area_still_has_a_centre():
    assert centre(polygon([[[1, 2], [3, 2], [1, 2], [1, 2]]])) == pytest.approx((1.5, 2.0))
