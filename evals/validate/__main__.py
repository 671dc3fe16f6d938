"""`python -m evals.validate FILE...`: what is wrong with question sets; `--fill` writes offsets, `--seal` the seal."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from evals.dataset import load_questions, read_rows, save_questions
from evals.errors import EvalError
from evals.samples import sample_articles
from evals.validate.labels import check_problems, load_checks
from evals.validate.rules import problems
from evals.validate.seal import write_seal
from index.errors import IndexingError

CHECKS = "checks.jsonl"


def main() -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.validate", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--articles", type=Path, help="what the questions are about [the samples]")
    parser.add_argument("--fill", action="store_true", help="write article ids and offsets")
    parser.add_argument("--seal", action="store_true", help="write SHA256SUMS beside the files")
    asked = parser.parse_args()
    try:
        return _run(asked)
    except (EvalError, IndexingError) as error:
        print(f"evals.validate: {error}", file=sys.stderr)  # noqa: T201
        return 2


def _run(asked: argparse.Namespace) -> int:
    articles = sample_articles(asked.articles)
    files = [file for file in asked.files if _is_questions(file)]
    if asked.fill:
        for file in files:
            save_questions([articles.filled(q) for q in load_questions(file)], file)
    if asked.seal:
        for folder in {file.parent for file in asked.files}:
            write_seal(folder)
    sets = {str(file): load_questions(file) for file in files}
    found = list(problems(sets, articles))
    checks = [file for file in asked.files if file.name == CHECKS]
    for file in checks:
        found += check_problems(str(file), load_checks(file), articles)
    for line in found:
        print(line)  # noqa: T201
    counts = f"{sum(map(len, sets.values()))} questions, {len(articles.by_id)} articles"
    print(f"{counts}: {len(found)} faults", file=sys.stderr)  # noqa: T201
    return 1 if found else 0


def _is_questions(file: Path) -> bool:
    """Whether a file's first line is a question: the folder holds other sets too."""
    return any("question" in row for _, row in read_rows(file)[:1])


if __name__ == "__main__":
    sys.exit(main())
