"""Page × kind of person → what they get, for things of the north grid; read by tests/test_access.py.

``in``: sent to sign in first. GET pages are opened, POST pages are sent an empty form. ``both`` pages are opened;
whoever may not open one may not post to it either.
"""

KINDS = "anonymous stranger worker leader south clerk secretary admin".split()
TABLE = """
#                                      anonymous stranger worker leader south clerk secretary admin
home                             GET   200 200 200 200 200 200 200 200
desk                             GET   in  403 200 200 200 200 200 200
mode                             POST  400 400 400 400 400 400 400 400
manifest                         GET   200 200 200 200 200 200 200 200
robots                           GET   200 200 200 200 200 200 200 200
healthz                          GET   200 200 200 200 200 200 200 200
readyz                           GET   200 200 200 200 200 200 200 200

admin:*                          both  in  in  in  in  in  in  in  200
"""


def rows() -> dict[str, tuple[str, dict[str, str]]]:
    """page → (how it is asked, kind → outcome)"""
    found = {}
    for line in TABLE.splitlines():
        if line and not line.startswith("#"):
            page, how, *outcomes = line.split()
            assert page not in found, page
            found[page] = how, dict(zip(KINDS, outcomes, strict=True))
    return found
