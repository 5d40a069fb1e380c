"""Who may prepare, record and count owners' votes."""

import rules

from accounts.models import User
from deliberation.models import Contest, Convention, Mediation, Meeting, OwnersVote, Survey, Topic
from deliberation.models.reach import touched_by
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
# petitions stand on a unit as votes do
rules.add_perm("deliberation.prepare_petition", keeps_register)
rules.add_perm("deliberation.record_petition", works_there)


# who screens a topic also walks it to its end; a grid worker reads, and does what was given to them
DECIDERS = (*Posting.DATA_KEEPERS, Posting.Role.GRID_LEADER)


@rules.predicate
def decides_there(user: User, topic: Topic | Meeting) -> bool:
    return bool(roles_over(user, topic.unit) & set(DECIDERS))


rules.add_perm("deliberation.decide_topic", decides_there)


@rules.predicate
def in_the_room(user: User, mediation: Mediation) -> bool:
    """Whoever leads the case or sits on its panel, while they work there."""
    works = touched_by(user).filter(pk=mediation.unit_id).exists()
    return works and (mediation.lead_id == user.pk or mediation.panel.filter(user=user).exists())


@rules.predicate
def oversees_mediation(user: User, mediation: Mediation) -> bool:
    return bool(roles_over(user, mediation.unit) & set(DECIDERS))


@rules.predicate
def runs_survey(user: User, survey: Survey) -> bool:
    return bool(roles_over(user, survey.unit) & set(DECIDERS))


rules.add_perm("deliberation.mediate", in_the_room)
rules.add_perm("deliberation.open_mediation", oversees_mediation)
rules.add_perm("deliberation.hand_over_mediation", oversees_mediation)
rules.add_perm("deliberation.run_survey", runs_survey)
rules.add_perm("deliberation.run_meeting", decides_there)


@rules.predicate
def decides_here(user: User, row: Contest | Convention) -> bool:
    return bool(roles_over(user, row.unit) & set(DECIDERS))


@rules.predicate
def works_in_it(user: User, row: Contest | Convention) -> bool:
    """Over all of it, or in a part of it: a grid worker helps their own neighbours with the estate's ballot."""
    return any(
        held.role in Posting.STAFF
        and (
            held.covers(row.unit)
            or (held.tree_id == row.unit.tree_id and row.unit.lft <= held.lft and row.unit.rght >= held.rght)
        )
        for held in Posting.objects.held_by(user)
    )


rules.add_perm("deliberation.run_contest", decides_here)
rules.add_perm("deliberation.help_contest", works_in_it)
rules.add_perm("deliberation.run_convention", decides_here)
rules.add_perm("deliberation.sign_convention", works_in_it)
