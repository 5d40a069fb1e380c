"""Points of Chinese map SDKs, against pairs that were published with other implementations."""

import pytest

from issues.api.coordinates import from_bd09, to_gcj02, to_wgs84

# longitude, latitude: 116.404, 39.915 read as one system, and what it is in the next
TIANANMEN = (116.404, 39.915)


def test_the_known_pairs_hold():
    assert to_gcj02(*TIANANMEN) == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-9)
    assert from_bd09(*TIANANMEN) == pytest.approx((116.39762729119315, 39.90865673957631), abs=1e-9)


@pytest.mark.parametrize("point", [TIANANMEN, (112.605, 26.905), (87.6, 43.8), (121.5, 31.2)])
def test_the_way_there_and_back_ends_where_it_began(point):
    assert to_wgs84("gcj02", *to_gcj02(*point)) == pytest.approx(point, abs=1e-7)


def test_baidu_points_are_shifted_twice():
    assert to_wgs84("bd09", *TIANANMEN) == to_wgs84("gcj02", *from_bd09(*TIANANMEN))


def test_elsewhere_and_for_plain_wgs84_nothing_moves():
    assert to_wgs84("gcj02", 2.3522, 48.8566) == (2.3522, 48.8566)
    assert to_wgs84("wgs84", *TIANANMEN) == TIANANMEN
