"""The community of story H (Renmin Road, Hengyang) at its published size; every person in it is invented.

8,500 residents in some 3,200 households, 110 buildings in 10 grids, and what they reported in two months.
"""

from collections.abc import Callable

from django.utils import timezone

from config.demo.renminlu import (
    clubs,
    decisions,
    departments,
    life,
    market,
    neighbours,
    posts,
    register,
    rules,
    served,
    talks,
)
from config.demo.renminlu.world import World, lay_ground, look_at_the_tables


def build(progress: Callable[[str], None]) -> World:
    progress("正在建立街道、社区、片区、网格和楼栋 …")
    world = lay_ground(timezone.localdate())
    progress("正在登记房屋和居民 …")
    register.settle(world, progress)
    look_at_the_tables()
    progress("正在登记任职 …")
    posts.appoint(world)
    progress("正在讲述最近两个月的事 …")
    life.live(world)
    departments.work_together(world)
    rules.draw_up(world)
    progress("正在组织志愿者、队伍和活动 …")
    clubs.gather(world)
    progress("正在开办爱心超市 …")
    market.trade(world)
    served.look_back(world)
    progress("正在讲述邻里互助、值班和结对 …")
    neighbours.look_after_each_other(world)
    talks.meet(world)
    decisions.decide(world)
    life.read_what_is_old()
    return world
