"""Makes the corpus: honest transcripts, and transcripts that each break one rule.

    python3 verifier/corpus/make_corpus.py 文件夹          write every file and index.json
    python3 verifier/corpus/make_corpus.py --count         only say how many

Seeded: the same bytes every time. Nothing of it is kept in the repository.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import draws  # noqa: E402
import mutations  # noqa: E402

# Which draws each mutation is tried on: those that between them show everything, and at most this many of them.
BASES = (
    "one-urn-sha256",
    "experts-sm3",
    "facts-teams",
    "weighted-sha256",
    "drand",
    "drand-sm3",
    "signed",
    "logged",
    "stamped",
    "facts",
    "people-opened",
    "three-urns-sha256",
    "vacant-sha256",
    "limits",
    "three-urns-sha256-auditor",
    "odd-texts",
    "pool-1-none",
    "nobody",
    "drand-default",
)
MOST = 2


def honest():
    """(name, ZIP bytes) of every honest transcript."""
    for name, draw in draws.honest().items():
        files = draw.files()
        yield name, draws.pack(files)
        if name in ("one-urn-sha256", "teams-sm3"):
            yield name + "-stored", draws.pack(files, stored=True)
            yield name + "-reordered", draws.pack(files, order=sorted(files, reverse=True))


def mutated(most=MOST):
    """(name, rule, ZIP bytes) of every mutated transcript."""
    found = draws.honest()
    for name, rule, function in mutations.FOUND:
        made = 0
        for base in BASES:
            data = function(found[base]) if made < most else None
            if data is not None:
                made += 1
                yield "%s@%s" % (name, base), rule, data
        if not made:
            print("语料里没有一次摇号用得上：" + name, file=sys.stderr)


def write(folder, most=MOST):
    """Write the corpus; returns the index."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    index = []
    for name, data in honest():
        index.append({"file": "h%04d.zip" % len(index), "name": name, "honest": True, "rule": None})
        (folder / index[-1]["file"]).write_bytes(data)
    for name, rule, data in mutated(most):
        index.append({"file": "m%04d.zip" % len(index), "name": name, "honest": False, "rule": "§" + rule})
        (folder / index[-1]["file"]).write_bytes(data)
    (folder / "index.json").write_text(json.dumps(index, ensure_ascii=False, indent=1), "utf-8")
    return index


if __name__ == "__main__":
    if sys.argv[1:2] == ["--count"]:
        print("正确 %d，错误 %d" % (sum(1 for _ in honest()), sum(1 for _ in mutated())))
    elif len(sys.argv) == 2:
        index = write(sys.argv[1])
        right = sum(one["honest"] for one in index)
        print("正确 %d，错误 %d" % (right, len(index) - right))
    else:
        sys.exit(__doc__)
