"""The list of one session as plain rows, in a constant number of queries."""

from collections import defaultdict

from volunteers.models import Attendance, Session, SignPair, SignUp

State = Attendance.State
TONES = {State.ARRIVED: "done", State.LATE: "doing", State.EARLY: "doing", State.ABSENT: "late", State.EXCUSED: "quiet"}


def people_of(session: Session) -> list[dict]:
    """Whoever signed up or came; by name. ``key`` is what a tick sends."""
    columns = ("pk", "person", "person__name", "person__initials", "state", "minutes", "served", "walk_in")
    there = {row["person"]: row for row in session.attendances.values(*columns)}
    pairs: dict[int, list[dict]] = defaultdict(list)
    times = ("attended", "in_at", "out_at", "in_how", "in_by__name")
    for pair in SignPair.objects.filter(attended__session=session).order_by("in_at").values(*times):
        pairs[pair["attended"]].append(pair | {"how": SignPair.How(pair["in_how"]).label})
    known = ("pk", "person", "name", "person__name", "person__initials")
    sign_ups = list(SignUp.objects.coming_for().filter(session=session).values(*known))
    rows = [row_of(there.get(one["person"]), one, pairs) for one in sign_ups]
    listed = {one["person"] for one in sign_ups}
    rows += [row_of(one, None, pairs) for pk, one in there.items() if pk not in listed]
    return sorted(rows, key=lambda row: (row["initials"], row["name"], row["key"]))


def row_of(attended: dict | None, sign_up: dict | None, pairs: dict[int, list[dict]]) -> dict:
    one = attended or sign_up or {}
    state = attended["state"] if attended else ""
    own = pairs[attended["pk"]] if attended else []
    return {
        "key": f"p{one['person']}" if one["person"] else f"s{one['pk']}",
        "person": one["person"],
        "name": one["person__name"] or one.get("name", ""),
        "initials": one["person__initials"] or "",
        "state": state,
        "label": State(state).label if state else "",
        "tone": TONES.get(state, "quiet"),
        "minutes": attended["minutes"] if attended else 0,
        "cut": bool(attended and attended["minutes"] < attended["served"]),
        "walk_in": bool(attended and attended["walk_in"]),
        "pairs": own,
        "inside": any(pair["out_at"] is None for pair in own),
    }


def counts_of(rows: list[dict]) -> dict:
    """For the head of the page."""
    return {
        "all": len(rows),
        "came": sum(row["state"] in Attendance.CAME for row in rows),
        "inside": sum(row["inside"] for row in rows),
        "open": sum(not row["state"] for row in rows),
    }
