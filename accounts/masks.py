"""How personal data looks until somebody with a reason asks to see it (GB-style masks of registry S01)."""


def mask_name(name: str) -> str:
    """王小明 → 王*明, 李花 → 李*."""
    if len(name) <= 1:
        return "*"
    return name[0] + "*" * (len(name) - 2) + name[-1] if len(name) > 2 else name[0] + "*"


def surname(name: str) -> str:
    """张小明 → 张**, as on a public list; the length of the name stays unsaid."""
    return name[:1] + "**"


def mask_room(room: str) -> str:
    """301 → *01, 12 → *: the floor stays unsaid."""
    return "*" * max(1, len(room) - 2) + room[-2:] if len(room) > 2 else "*"


def mask_number(number: str) -> str:
    """An identity or document number: first and last four stay."""
    if len(number) < 10:
        return "*" * len(number)
    return number[:4] + "*" * (len(number) - 8) + number[-4:]


def mask_phone(number: str) -> str:
    """138****5678; short numbers keep their last two digits only."""
    if len(number) < 9:
        return "*" * max(0, len(number) - 2) + number[-2:]
    return number[:3] + "*" * (len(number) - 7) + number[-4:]
