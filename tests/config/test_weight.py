"""The first page stays light: at most 150 KB compressed, nothing from a foreign host."""

import gzip
import re
from pathlib import Path

from django.contrib.staticfiles import finders

ASSET = re.compile(r'(?:href|src)="(/static/[^"]+)"')
ADDRESS = re.compile(r'(?:href|src|action)="([^"]+)"')


def test_first_page_is_light(client, town):
    page = client.get("/").content
    files = {finders.find(url.removeprefix("/static/")) for url in ASSET.findall(page.decode())}
    whole = [page, *(Path(file).read_bytes() for file in files)]
    assert sum(len(gzip.compress(part)) for part in whole) <= 150 * 1024


def test_every_asset_of_the_frame_exists(client, town):
    urls = ASSET.findall(client.get("/").text)
    assert len(urls) > 5
    assert [url for url in urls if not finders.find(url.removeprefix("/static/"))] == []


def test_no_foreign_host(client, town):
    assert [to for to in ADDRESS.findall(client.get("/").text) if to.startswith(("http", "//"))] == []
