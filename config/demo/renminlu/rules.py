"""How the demonstration gives new matters out by itself, and where its grids lie: both drawn up for it."""

from config.demo.renminlu.world import World
from grids.actions import set_boundary
from grids.models import Unit
from issues.models import Category, Rule, Severity

# an invented plan, four grids a row: degrees of the first corner and the size of a grid
CORNER = (112.6000, 26.9000)
SIZE = (0.0030, 0.0020)
A_ROW = 4

RULES = (
    ("急事先找网格长", {"severity_from": Severity.URGENT, "role": "grid_leader"}),
    ("物业的事派给物业公司", {"category": "property", "department_kind": "property"}),
    ("夜里的事派给网格员", {"hour_from": 22, "hour_until": 6, "role": "grid_worker"}),
    ("路灯、井盖派给网格员", {"category": "facility", "role": "grid_worker"}),
)


def draw_up(world: World) -> None:
    for place, (name, facts) in enumerate(RULES, 1):
        code = facts.get("category")
        category = Category.objects.get(code=code) if code else None
        Rule.objects.create(position=10 * place, name=name, **facts | {"category": category})
    for number, grid in enumerate(Unit.objects.of_kind(Unit.Kind.GRID).order_by("code")):
        left = CORNER[0] + SIZE[0] * (number % A_ROW)
        low = CORNER[1] + SIZE[1] * (number // A_ROW)
        right, high = left + SIZE[0], low + SIZE[1]
        corners = [(left, low), (right, low), (right, high), (left, high), (left, low)]
        ring = [[round(east, 4), round(north, 4)] for east, north in corners]
        set_boundary(grid, {"type": "Polygon", "coordinates": [ring]}, by=None)
