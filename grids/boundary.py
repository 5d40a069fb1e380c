"""Boundaries as GeoJSON (RFC 7946): what an uploaded file may hold, and its outline for a page. Knows no models."""

import json
from itertools import pairwise
from statistics import mean
from typing import NoReturn

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_BYTES = 512 * 1024
MAX_POINTS = 5000
# about a centimetre; surveying offices export fifteen digits
DIGITS = 7


def refuse(sentence: str, code: str) -> NoReturn:
    raise ValidationError(sentence, code=code)


def read_boundary(content: bytes) -> dict:
    """The one Polygon or MultiPolygon of a GeoJSON file, reduced to type and coordinates."""
    if len(content) > MAX_BYTES:
        refuse(_("文件超过512 KB，请简化边界后再上传。"), "boundary_big")
    try:
        found = json.loads(content.decode("utf-8-sig"), parse_constant=no_constant)
    except (ValueError, RecursionError):
        refuse(_("这不是 GeoJSON 文件，请从地图软件重新导出后上传。"), "boundary_json")
    shape = the_geometry(found)
    if not isinstance(shape, dict) or shape.get("type") not in ("Polygon", "MultiPolygon"):
        refuse(_("文件里要有且只有一个面（Polygon 或 MultiPolygon），请核对。"), "boundary_type")
    parts = shape.get("coordinates")
    polygons = [parts] if shape["type"] == "Polygon" else parts
    if not isinstance(polygons, list) or not polygons:
        refuse_points()
    kept = [read_polygon(polygon) for polygon in polygons]
    if sum(len(ring) for polygon in kept for ring in polygon) > MAX_POINTS:
        refuse(_("边界的点太多（超过5000个），请简化后再上传。"), "boundary_points")
    return {"type": shape["type"], "coordinates": kept[0] if shape["type"] == "Polygon" else kept}


def no_constant(word: str) -> NoReturn:
    """NaN and Infinity are Python's JSON, not the standard's."""
    raise ValueError(word)


def the_geometry(found: object) -> object:
    """Unwrap a Feature or a FeatureCollection of one."""
    if isinstance(found, dict) and found.get("type") == "FeatureCollection":
        features = found.get("features")
        found = features[0] if isinstance(features, list) and len(features) == 1 else None
    if isinstance(found, dict) and found.get("type") == "Feature":
        found = found.get("geometry")
    return found


def read_polygon(rings: object) -> list[list[list[float]]]:
    if not isinstance(rings, list) or not rings:
        refuse_points()
    return [read_ring(ring) for ring in rings]


def read_ring(ring: object) -> list[list[float]]:
    """At least four points, the last one the first again."""
    if not isinstance(ring, list) or len(ring) < 4:
        refuse_points()
    points = [read_point(point) for point in ring]
    if points[0] != points[-1]:
        refuse(_("边界没有闭合：最后一个点要与第一个点相同。"), "boundary_open")
    return points


def read_point(point: object) -> list[float]:
    numbers = point[:2] if isinstance(point, list) else []
    if len(numbers) != 2 or not all(isinstance(n, int | float) and not isinstance(n, bool) for n in numbers):
        refuse_points()
    longitude, latitude = numbers
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        refuse(_("坐标超出范围：请用经度、纬度（度），先经度后纬度。"), "boundary_range")
    return [round(float(longitude), DIGITS), round(float(latitude), DIGITS)]


def refuse_points() -> NoReturn:
    refuse(_("边界的坐标不完整，请从地图软件重新导出后上传。"), "boundary_points")


def outline(boundary: dict, size: int = 100) -> str:
    """The boundary as an SVG path inside a square of ``size``; north is up."""
    rings = [ring for polygon in polygons_of(boundary) for ring in polygon]
    west, east = min(x for r in rings for x, _y in r), max(x for r in rings for x, _y in r)
    south, north = min(y for r in rings for _x, y in r), max(y for r in rings for _x, y in r)
    scale = size / (max(east - west, north - south) or 1)
    drawn = (" L".join(f"{(x - west) * scale:.1f} {(north - y) * scale:.1f}" for x, y in ring) for ring in rings)
    return " ".join(f"M{points}Z" for points in drawn)


def polygons_of(boundary: dict) -> list[list[list[list[float]]]]:
    return [boundary["coordinates"]] if boundary["type"] == "Polygon" else boundary["coordinates"]


def contains(boundary: dict, longitude: float, latitude: float) -> bool:
    """Whether the point lies inside, holes left out; a point on the line may count as either."""
    return any(
        crossed_oddly(rings[0], longitude, latitude)
        and not any(crossed_oddly(hole, longitude, latitude) for hole in rings[1:])
        for rings in polygons_of(boundary)
    )


def crossed_oddly(ring: list[list[float]], x: float, y: float) -> bool:
    """A ray from the point to the east crosses the ring an odd number of times when it begins inside."""
    odd = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            odd = not odd
    return odd


def centre(boundary: dict) -> tuple[float, float]:
    """Longitude and latitude of the middle of its largest part."""
    ring = max((rings[0] for rings in polygons_of(boundary)), key=lambda ring: abs(area(ring)))
    size = area(ring)
    if not size:
        return mean(x for x, _y in ring), mean(y for _x, y in ring)
    # counted from the first point: the products of whole degrees would eat the digits
    west, south = ring[0]
    x = y = 0.0
    for (x1, y1), (x2, y2) in pairwise((x - west, y - south) for x, y in ring):
        x, y = x + (x1 + x2) * (x1 * y2 - x2 * y1), y + (y1 + y2) * (x1 * y2 - x2 * y1)
    return west + x / (6 * size), south + y / (6 * size)


def area(ring: list[list[float]]) -> float:
    """In square degrees, negative when it runs clockwise."""
    west, south = ring[0]
    return sum((x1 - west) * (y2 - south) - (x2 - west) * (y1 - south) for (x1, y1), (x2, y2) in pairwise(ring)) / 2
