"""Count the ballots of an award again from the published file:  python3 recount_contest.py file.jsonl"""

import hashlib
import json
import sys
from pathlib import Path

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
if not lines or "result" not in lines[-1]:
    sys.exit("文件不完整：最后一行应当是计票结果。")
counted = []
for category in lines[0]["categories"]:
    ballots = [line for line in lines[1:-1] if line["category"] == category["number"]]
    if len({line["voter"] for line in ballots}) < len(ballots):
        sys.exit(f"“{category['name']}”里有人投了两票。")
    said = [line["choice"] for line in ballots]
    votes = {nominee["number"]: said.count(nominee["number"]) for nominee in category["nominees"]}
    good = {number: found for number, found in votes.items() if found and number not in category["struck"]}
    place = {number: 1 + sum(other > found for other in good.values()) for number, found in good.items()}
    winners = sorted((one for one in good if place[one] <= category["places"]), key=lambda one: (place[one], one))
    last = max((place[one] for one in winners), default=0)
    tied = [one for one in winners if place[one] == last] if len(winners) > category["places"] else []
    nominees = [{"number": number, "votes": votes[number]} for number in sorted(votes)]
    counted += [{"number": category["number"], "nominees": nominees, "winners": winners, "tied": tied}]
print(json.dumps(counted, ensure_ascii=False, indent=1))
sys.exit(None if counted == lines[-1]["result"] else "重新计票的结果与文件里写的不一致。")
