"""What a person may ask about their own data, and who has it (registry S09, S14).

``disclose(export, person_pks)``: whoever writes a file with residents in it says which ones, in the same transaction.
"""

from collections.abc import Iterable


from community.models import Disclosure, Export

AT_ONCE = 1000


def disclose(export: Export, person_pks: Iterable[int]) -> int:
    """Remember who stands in an exported file; said twice, it is remembered once. Answers how many stand there."""
    people = set(person_pks)
    rows = [Disclosure(export=export, person_id=pk) for pk in sorted(people)]
    Disclosure.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)
    return len(people)
