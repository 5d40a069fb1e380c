"""Article 278 counted a second time, slowly, from the words of the law: fractions of whole sets, one flat after another.

Shares nothing with deliberation/tally.py; the two must agree on every register.
"""

from fractions import Fraction


def people_of(flats: list[dict]) -> list[tuple[str, list[dict]]]:
    """Interpretation article 9: a part is one person; the developer's are one; the same buyer's several are one."""
    people: list[tuple[str, list[dict]]] = []
    for flat in flats:
        who = "the developer" if flat["developer_held"] else " and ".join(sorted(set(flat["owners"])))
        for name, theirs in people:
            if name == who:
                theirs.append(flat)
                break
        else:
            people.append((who, [flat]))
    return people


def word_of(name: str, ballots: list[dict]) -> str | None:
    """The last thing these people said, if they said anything."""
    said = None
    for ballot in ballots:
        who = "the developer" if ballot["key"][0] == "developer" else " and ".join(sorted(set(ballot["key"][1:])))
        if who == name:
            said = ballot["choice"]
    return said


def count(case: dict) -> str:
    people = [(theirs, word_of(name, case["ballots"])) for name, theirs in people_of(case["units"])]
    everybody = Fraction(len(people))
    everything = Fraction(sum(flat["area"] for theirs, _word in people for flat in theirs))
    took_part = [(theirs, word) for theirs, word in people if word is not None]
    part_people, part_area = Fraction(len(took_part)), area(took_part)
    two_thirds = Fraction(2, 3)
    if part_people / everybody < two_thirds or part_area / everything < two_thirds:
        return "no_quorum"
    agreed = [(theirs, word) for theirs, word in took_part if word == "yes"]
    by_people, by_area = Fraction(len(agreed)) / part_people, area(agreed) / part_area
    if case["kind"] == "special":
        return "passed" if by_people >= Fraction(3, 4) and by_area >= Fraction(3, 4) else "rejected"
    return "passed" if by_people > Fraction(1, 2) and by_area > Fraction(1, 2) else "rejected"


def area(people: list[tuple[list[dict], str | None]]) -> Fraction:
    return Fraction(sum(flat["area"] for theirs, _word in people for flat in theirs))
