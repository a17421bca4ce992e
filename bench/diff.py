"""`report diff` beside loading alone, daff and deepdiff on the same content, as whole processes.

    make bench

A project of 1,000 tasks with two periods is made from the real tasks: most reports of the second
period are edited sentence by sentence, some stay as they were, some are missing. Every process runs
in turn, A B A B.

- `load` reads the project and stops; what counts is how much the comparison costs beyond it.
- daff gets both periods as CSV, pairs rows by docket, and prints those that differ.
- deepdiff gets the sentences of each task, by docket, and pairs those of a task (what we do, less
  words, moves and figures); and, to say no more than which reports differ, whole reports by docket:
  from JSON, where it need not read what we read, and from the task files.

Last, pairs of texts that punish a comparison.
"""

import csv
import json
import random
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from measure import (
    OURS,
    PYTHON,
    ROOT,
    Command,
    arguments,
    measure,
    ratio,
    rounds_for,
    table,
)

from progress_report.diff.align import sentences
from progress_report.diff.changes import Side, TaskReport, compare
from progress_report.diff.render import terminal
from progress_report.domain.task import Task
from progress_report.source.load import load_project
from progress_report.text.prose import unwrap

SIZES = (1_000,)
LONG = 20_000
"""Characters of a pathological text."""

_SYLLABLES = "永乐张家湾漷县马驹桥西集台湖宋庄潞城新华中仓北苑玉桥梨园杨庄九棵树临河里通运文景"

DROPPED, KEPT, FOLLOWED, TURNED = 0.05, 0.5, 0.08, 0.2
"""How often a sentence goes, stays as it is, gets a new one behind it; a last one comes first."""
STALLED, SILENT = 0.06, 0.03
"""How often a report stays as it is, or does not come."""

LOAD = """
import sys
from pathlib import Path
from progress_report.source.load import load_project
sys.exit(len(load_project(Path(".")).tasks) != int(sys.argv[1]))
"""
DAFF = "from daff import main; main()"
DEEPDIFF = """
import json, sys
from pathlib import Path
from deepdiff import DeepDiff
old, new = (json.loads(Path(name).read_text(encoding="utf-8")) for name in sys.argv[2:4])
found = DeepDiff(old, new, ignore_order=sys.argv[1] == "pair", verbose_level=2)
sys.stdout.write(found.to_json(ensure_ascii=False))
"""
# What somebody with deepdiff and our files would write.
DEEPDIFF_YAML = """
import sys
from pathlib import Path
import yaml
from deepdiff import DeepDiff
old, new = {}, {}
for path in sorted(Path("data/tasks/2021").iterdir()):
    task = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    for side, key in ((old, "H1"), (new, "H2")):
        if key in task["entries"]:
            side[task["docket"]] = task["entries"][key]["progress"]
sys.stdout.write(DeepDiff(old, new, verbose_level=2).to_json(ensure_ascii=False))
"""


def edited(text: str, chance: random.Random, others: list[str]) -> str:
    """A report as it might read half a year later: figures, words, sentences come, go and move."""
    made: list[str] = []
    for sentence in sentences(text):
        fate = chance.random()
        if fate < DROPPED:
            continue
        made.append(sentence if fate < DROPPED + KEPT else _reworded(sentence, chance))
        if fate > 1 - FOLLOWED:
            made.append(chance.choice(others))
    if len(made) > 1 and chance.random() < TURNED:
        made.insert(0, made.pop())
    return "".join(made) or text


def _reworded(sentence: str, chance: random.Random) -> str:
    sentence = re.sub("[0-9]+", lambda m: str(max(1, int(m[0]) + chance.randint(-2, 9))), sentence)
    old, new = chance.choice([("推进", "完成"), ("正在", "已"), ("工作", "任务"), ("，", "，全面")])
    return sentence.replace(old, new)


def make_corpus(folder: Path, count: int) -> None:
    """Write the project, and the same content as CSV, JSON and YAML, a file for each period."""
    tasks = folder / "data/tasks/2021"
    tasks.mkdir(parents=True)
    (folder / "data/report.yaml").write_bytes((ROOT / "data/report.yaml").read_bytes())
    sources = [sourced.task for sourced in load_project(ROOT).tasks]
    chance = random.Random(2021)  # noqa: S311 - the same corpus every time
    others = [part for task in sources for part in sentences(_progress(task))]
    periods: tuple[dict[str, dict[str, str]], ...] = ({}, {})
    for number in range(1, count + 1):
        source = sources[number % len(sources)]
        wording, old = unwrap(source.task), _placed(_progress(source), chance)
        draw = chance.random()
        new = old if draw < STALLED else edited(old, chance, others)
        reports = {"H1": old} if draw > 1 - SILENT else {"H1": old, "H2": new}
        text = f"year: 2021\ndocket: {number}\ntask: |\n{_block(wording, 2)}entries:\n"
        for (key, report), content in zip(reports.items(), periods, strict=False):
            text += f"  {key}:\n    progress: |\n{_block(report, 6)}"
            content[str(number)] = {"docket": str(number), "task": wording, "progress": report}
        (tasks / f"{number:03}.yaml").write_text(text, encoding="utf-8")
    for name, content in zip(("old", "new"), periods, strict=True):
        _write(folder / name, content)


def _placed(text: str, chance: random.Random) -> str:
    """The text with made-up places, so that no two tasks hold the same sentence."""
    return "".join(
        sentence.replace("，", f"，在{''.join(chance.choices(_SYLLABLES, k=2))}街道", 1)
        for sentence in sentences(text)
    )


def _progress(task: Task) -> str:
    return unwrap(task.entries["H1"].progress[0].text)


def _block(text: str, indent: int) -> str:
    return "".join(f"{' ' * indent}{line.strip()}\n" for line in sentences(text) if line.strip())


def _write(stem: Path, content: dict[str, dict[str, str]]) -> None:
    rows = [*content.values()]
    with stem.with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["docket", "task", "progress"])
        writer.writeheader()
        writer.writerows(rows)
    split = {docket: sentences(row["progress"]) for docket, row in content.items()}
    for suffix, data in ((".json", content), (".sentences.json", split)):
        text = json.dumps(data, ensure_ascii=False)
        stem.with_suffix(suffix).write_text(text, encoding="utf-8")


def whole_commands(folder: Path, tasks: int, rounds: int) -> None:
    """Print what each process takes."""
    deepdiff = [PYTHON, "-c", DEEPDIFF]
    ours = [*OURS, "diff", "2021H1", "2021H2"]
    commands = {
        "load": [PYTHON, "-c", LOAD, str(tasks)],
        "text": ours,
        "stat": [*ours, "--stat"],
        "json": [*ours, "--format", "json"],
        "md": [*ours, "--format", "md"],
        "html": [*ours, "--format", "html", "--out", "changes.html"],
        "daff, CSV": [PYTHON, "-c", DAFF, "--id", "docket", "old.csv", "new.csv"],
        "deepdiff, sentences": [*deepdiff, "pair", "old.sentences.json", "new.sentences.json"],
        "deepdiff, task files": [PYTHON, "-c", DEEPDIFF_YAML],
        "deepdiff, reports": [*deepdiff, "whole", "old.json", "new.json"],
    }
    costs = measure({title: Command(words, folder) for title, words in commands.items()}, rounds)
    table(f"{tasks:,} tasks, 2 periods", costs, "load")
    print(f"report diff / load: {ratio(costs, 'text', 'load'):.2f}")
    for other in ("daff, CSV", "deepdiff, sentences", "deepdiff, task files"):
        print(f"report diff / {other}: {ratio(costs, 'text', other):.2f}")


def pathological() -> Iterator[tuple[str, str, str]]:
    """Pairs of long texts, each with its name."""
    han = [chr(code) for code in range(0x4E00, 0x4E00 + 4_000)]
    chance = random.Random(1)  # noqa: S311 - the same corpus every time
    old, new = ("".join(chance.choices(half, k=LONG)) for half in (han[:2_000], han[2_000:]))
    yield "one sentence, other characters", old, new
    mixed = ["".join(chance.choices(han[:50], k=LONG)) for _side in range(2)]
    yield "one sentence, few characters", mixed[0], mixed[1]
    cut = ["。".join(text[i : i + 40] for i in range(0, LONG, 40)) for text in (old, new)]
    yield "500 sentences, other characters", cut[0], cut[1]
    cut = ["。".join(text[i : i + 40] for i in range(0, LONG, 40)) for text in mixed]
    yield "500 sentences, few characters", cut[0], cut[1]
    near = "".join(f"第{number}项工程完成投资{number}万元。" for number in range(1_000))
    yield "1,000 near-equal sentences", near, re.sub("([0-9])万", r"\g<1>5万", near)
    yield "one character over and over", "一" * LONG, "一" * (LONG - 1) + "二"
    yield "numbers alone", "1套，" * (LONG // 3), "2套，" * (LONG // 3)


def main() -> None:
    """Compare on every size, or on those given."""
    sizes, rounds = arguments(SIZES)
    for count in sizes:
        with tempfile.TemporaryDirectory() as name:
            make_corpus(Path(name), count)
            whole_commands(Path(name), count, rounds or rounds_for(count))
    print(f"\npairs of {LONG:,} characters, compared and shown")
    for title, *texts in pathological():
        start = time.perf_counter()
        sides = (Side("x", (TaskReport(2021, "1", "任务。", (("", text),)),)) for text in texts)
        terminal.render(compare(*sides), colour=False, columns=100)
        print(f"  {title:33}{time.perf_counter() - start:6.2f} s")


if __name__ == "__main__":
    main()
