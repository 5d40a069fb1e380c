"""The smallest picture that can be kept: a photo for tests that look at anything but its pixels."""

from PIL import Image

from community.images import encoded

DOT = encoded(Image.new("RGB", (1, 1)))
