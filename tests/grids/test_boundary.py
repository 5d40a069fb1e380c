import json

import pytest
from django.core.exceptions import ValidationError

from grids.boundary import MAX_BYTES, outline, read_boundary

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
