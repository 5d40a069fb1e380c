"""Points of Chinese map SDKs brought back to WGS-84. Source: the published approximations of GCJ-02 and BD-09.

The way back of GCJ-02 has no formula: the shift is asked for again at the point found so far, good to a centimetre.
"""

from math import atan2, cos, pi, sin, sqrt

WGS84, GCJ02, BD09 = "wgs84", "gcj02", "bd09"
SYSTEMS = (WGS84, GCJ02, BD09)
# Krassowsky 1940
AXIS, ECCENTRICITY = 6378245.0, 0.00669342162296594323
# BD-09 shifts GCJ-02 once more
EAST, NORTH, TURN = 0.0065, 0.006, pi * 3000 / 180
ROUNDS = 5


def to_wgs84(system: str, longitude: float, latitude: float) -> tuple[float, float]:
    if system == BD09:
        longitude, latitude = from_bd09(longitude, latitude)
    return from_gcj02(longitude, latitude) if system in (GCJ02, BD09) else (longitude, latitude)


def in_china(longitude: float, latitude: float) -> bool:
    """Outside this box the SDKs do not shift."""
    return 72.004 <= longitude <= 137.8347 and 0.8293 <= latitude <= 55.8271


def from_gcj02(longitude: float, latitude: float) -> tuple[float, float]:
    if not in_china(longitude, latitude):
        return longitude, latitude
    x, y = longitude, latitude
    for _round in range(ROUNDS):
        shifted_x, shifted_y = to_gcj02(x, y)
        x, y = x + longitude - shifted_x, y + latitude - shifted_y
    return x, y


def to_gcj02(longitude: float, latitude: float) -> tuple[float, float]:
    x, y = longitude - 105.0, latitude - 35.0
    radians = latitude / 180 * pi
    flat = 1 - ECCENTRICITY * sin(radians) ** 2
    north = (shift_north(x, y) * 180) / ((AXIS * (1 - ECCENTRICITY)) / (flat * sqrt(flat)) * pi)
    east = (shift_east(x, y) * 180) / (AXIS / sqrt(flat) * cos(radians) * pi)
    return longitude + east, latitude + north


def shift_north(x: float, y: float) -> float:
    metres = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    metres += (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2 / 3
    metres += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2 / 3
    return metres + (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2 / 3


def shift_east(x: float, y: float) -> float:
    metres = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    metres += (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2 / 3
    metres += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2 / 3
    return metres + (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2 / 3


def from_bd09(longitude: float, latitude: float) -> tuple[float, float]:
    x, y = longitude - EAST, latitude - NORTH
    length = sqrt(x * x + y * y) - 0.00002 * sin(y * TURN)
    angle = atan2(y, x) - 0.000003 * cos(x * TURN)
    return length * cos(angle), length * sin(angle)
