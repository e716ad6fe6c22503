"""How fast `serve-mcp` answers over an index of 10,000 notices.

    python benchmarks/agents.py [DOCUMENTS]

Prints the median and the slowest of 20 answers of each tool, in milliseconds, as a client sees them.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

DOCUMENTS, ROUNDS = 10_000, 20


PLACES = ["东港", "西港", "北码头", "渔市", "灯塔", "船坞", "冰厂", "渡口", "航道", "锚地", "堤岸", "仓棚"]
MATTERS = [
    "检修",
    "清淤",
    "消防演练",
    "登记换证",
    "收费公示",
    "夜间照明",
    "救生设备配备",
    "环境整治",
    "档案移交",
    "值班安排",
]
BODIES = ["渔业局", "港口公司", "乡镇人民政府", "海事所", "财政局", "应急管理局", "船东协会", "气象台"]


def notice(number: int) -> str:
    """A made-up notice; no two have many sentences in common."""
    chance = random.Random(number)
    items = "".join(
        f"{item}、{chance.choice(PLACES)}的{chance.choice(MATTERS)}由{chance.choice(BODIES)}会同{chance.choice(BODIES)}"
        f"办理，{chance.choice(PLACES)}和{chance.choice(PLACES)}分别于{chance.randint(1, 12)}月"
        f"{chance.randint(1, 28)}日前报送结果。\n"
        for item in range(1, 13)
    )
    return f"关于第{number}号{chance.choice(MATTERS)}工作的通知\n各乡镇：\n{items}青槐县渔业局\n"


def requests(documents: int) -> dict[str, dict[str, Any]]:
    """The arguments of each tool."""
    identity = f"{documents // 2}"
    return {
        "search": {"text": notice(documents // 2)},
        "search_words": {"words": f"关于第{documents // 2}号"},
        "document": {"id": identity},
        "outline": {"id": identity},
        "compare": {"old_id": identity, "new_id": f"{documents // 2 + 1}"},
        "check": {"id": identity},
    }


def measure(index: Path, documents: int) -> dict[str, list[float]]:
    """The milliseconds of each answer by the name of its tool."""
    command = [sys.executable, "-m", "policydiff", "serve-mcp", str(index)]
    times: dict[str, list[float]] = {}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdin
        assert server.stdout
        for name, arguments in requests(documents).items():
            request = {
                "jsonrpc": "2.0",
                "id": 1,
                "method": "tools/call",
                "params": {"name": name, "arguments": arguments},
            }
            line = json.dumps(request).encode() + b"\n"
            for number in range(ROUNDS + 1):
                started = time.perf_counter()
                server.stdin.write(line)
                server.stdin.flush()
                answer = json.loads(server.stdout.readline())
                assert not answer["result"]["isError"], answer
                if number:  # the first loads modules
                    times.setdefault(name, []).append(1000 * (time.perf_counter() - started))
        server.stdin.close()
    return times


def main() -> None:
    """Print a line for each tool."""
    documents = int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS
    with tempfile.TemporaryDirectory() as root:
        records = Path(root, "notices.jsonl")
        lines = (json.dumps({"id": str(n), "text": notice(n)}, ensure_ascii=False) + "\n" for n in range(documents))
        records.write_text("".join(lines), encoding="utf-8")
        index = Path(root, "notices.index")
        subprocess.run(
            [sys.executable, "-m", "policydiff", "index", "build", str(index), str(records), "-q"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        for name, times in measure(index, documents).items():
            print(f"{name}: {statistics.median(times):.1f} ms, at most {max(times):.1f} ms")


if __name__ == "__main__":
    main()
