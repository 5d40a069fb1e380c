"""What people here call columns, codes and buildings in their rosters: taught and forgotten."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.text import clean_line
from community.imports.columns import plain_heading
from community.models import RosterPlace, RosterSynonym, RosterWord
from grids.models import Unit


@transaction.atomic
def teach_heading(word: str, key: str, *, by: User) -> RosterSynonym:
    """Said again with another column, the new one counts."""
    word = clean_line(word)[:40]
    if not plain_heading(word):
        raise ValidationError(_("请填写表头里的文字，只有符号认不出来。"), code="no_word")
    row, _new = RosterSynonym.objects.update_or_create(word=word, defaults={"key": key})
    record("roster.heading_taught", by=by, target=f"roster-heading:{row.pk}", key=key)
    return row


@transaction.atomic
def teach_word(table: str, word: str, code: str, *, by: User) -> RosterWord:
    row, _new = RosterWord.objects.update_or_create(table=table, word=clean_line(word)[:40], defaults={"code": code})
    record("roster.word_taught", by=by, target=f"roster-word:{row.pk}", table=table, code=code)
    return row


@transaction.atomic
def teach_place(word: str, building: Unit, *, by: User) -> RosterPlace:
    """Known throughout the building's community: two communities may mean two houses by one word."""
    above = Unit.objects.above(building).of_kind(Unit.Kind.COMMUNITY).first() or building
    row, _new = RosterPlace.objects.update_or_create(
        unit=above, word=clean_line(word)[:60], defaults={"building": building}
    )
    record("roster.place_taught", by=by, target=f"roster-place:{row.pk}", unit=above.pk)
    return row


@transaction.atomic
def forget_word(row: models.Model, *, by: User) -> None:
    """Deleted twice, it is gone once."""
    record("roster.word_forgotten", by=by, target=f"{row._meta.model_name}:{row.pk}")
    type(row)._default_manager.filter(pk=row.pk).delete()
