"""Open311 GeoReport v2 under ``/open311/v2/``: the matters that are public, and a door for other systems to report.

formats says how an answer looks, reading what a request asks, places where it means, resources what it gets.
See docs/open311.md.
"""
