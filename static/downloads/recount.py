"""Count an owners' vote again from its published file:  python3 recount.py file.jsonl  (needs nothing but Python)."""

import hashlib
import json
import sys
from pathlib import Path

GATES = {"ordinary": lambda yes, part: 2 * yes > part, "special": lambda yes, part: 4 * yes >= 3 * part}
previous, lines = "0" * 64, []
for number, text in enumerate(Path(sys.argv[1]).read_bytes().decode("utf-8").split("\n")[:-1], 1):
    try:
        line = json.loads(text)
        digest = line.pop("digest")
        seen = hashlib.sha256(json.dumps(line, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
        again = json.dumps(line | {"digest": digest}, ensure_ascii=False, sort_keys=True)
        whole = seen == digest and line["previous"] == previous and text == again
    except (ValueError, KeyError):
        whole = False
    if not whole:
        sys.exit(f"第 {number} 行被改动过，或者前面少了一行。")
    previous = digest
    lines += [line]
heads = [line for line in lines if "head" in line]
if not lines or "result" not in lines[-1]:
    sys.exit("文件不完整：最后一行应当是计票结果。")
counted, kind = {}, lines[0]["kind"]
for measure, weight in (("area", lambda head: head["area"]), ("heads", lambda head: 1)):
    counted[f"total_{measure}"] = sum(map(weight, heads))
    for choice in ("yes", "no", "abstain"):
        counted[f"{choice}_{measure}"] = sum(weight(head) for head in heads if head["choice"] == choice)
    counted[f"part_{measure}"] = sum(weight(head) for head in heads if head["choice"])
if kind == "unanimous":
    counted["outcome"] = "passed" if counted["yes_heads"] == counted["total_heads"] else "rejected"
elif not all(3 * counted[f"part_{m}"] >= 2 * counted[f"total_{m}"] for m in ("area", "heads")):
    counted["outcome"] = "no_quorum"
else:
    agreed = all(GATES[kind](counted[f"yes_{m}"], counted[f"part_{m}"]) for m in ("area", "heads"))
    counted["outcome"] = "passed" if agreed else "rejected"
print(json.dumps(counted, ensure_ascii=False, sort_keys=True, indent=1))
sys.exit(None if counted == lines[-1]["result"] else "重新计票的结果与文件里写的不一致。")
