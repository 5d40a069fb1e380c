"""The register: flats of every building, and who lives in them."""

from collections.abc import Callable

from community import actions
from community.actions import NewPerson
from community.models import Dwelling
from config.demo.renminlu import places
from config.demo.renminlu.world import World
from grids.models import Unit

EMPTY = 0.03


def settle(world: World, progress: Callable[[str], None]) -> None:
    """Grid by grid, so that one sees it go on."""
    total = 0
    for grid in world.grids:
        buildings = [building for building in world.buildings if building.parent_id == grid.pk]
        people = [person for order, building in enumerate(buildings) for person in people_of(world, building, order)]
        actions.add_people_in_bulk(people, by=None)
        total += len(people)
        progress(f"  {grid.name}：{len(buildings)} 栋楼，累计 {total} 位居民")


def people_of(world: World, building: Unit, order: int) -> list[NewPerson]:
    people: list[NewPerson] = []
    for entrance, floor, room in places.doors(order):
        empty = not building.name.startswith(places.FULL) and world.invent.dice.random() < EMPTY
        use = Dwelling.Use.VACANT if empty else Dwelling.Use.OWNER
        home = actions.add_dwelling(building, entrance, room, floor=floor, use=use, by=None)
        people += [] if empty else world.invent.household(home)
    world.neighbours[building.pk] = [(person.name, person.phones[0]) for person in people if person.phones]
    return people
