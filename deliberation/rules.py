"""Who may prepare, record and count owners' votes."""

import rules

from accounts.models import User
from deliberation.models import OwnersVote, Topic
from grids.models import Posting
from grids.rules import roles_over


@rules.predicate
def works_there(user: User, vote: OwnersVote) -> bool:
    return bool(roles_over(user, vote.unit) & set(Posting.STAFF))


@rules.predicate
def keeps_register(user: User, vote: OwnersVote) -> bool:
    return bool(roles_over(user, vote.unit) & set(Posting.DATA_KEEPERS))


rules.add_perm("deliberation.prepare_vote", keeps_register)
rules.add_perm("deliberation.count_vote", keeps_register)
rules.add_perm("deliberation.record_vote", works_there)


# who screens a topic also walks it to its end; a grid worker reads, and does what was given to them
DECIDERS = (*Posting.DATA_KEEPERS, Posting.Role.GRID_LEADER)


@rules.predicate
def decides_there(user: User, topic: Topic) -> bool:
    return bool(roles_over(user, topic.unit) & set(DECIDERS))


rules.add_perm("deliberation.decide_topic", decides_there)
