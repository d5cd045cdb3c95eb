"""Times and memory of the independent verifiers: `python bench/verifier.py [--size 1000000] [--page]`.

Makes one unweighted and one weighted transcript of that size, seeded, and has `verifier/mingqian_verify.py` check each
in a process of its own; with `--page` also `verifier/verify.html` in a real Chromium from `file://`, where the longest
time the page did not answer is measured too.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "verifier" / "corpus"))

import draws  # noqa: E402
import mingqian_verify as v  # noqa: E402

CHROMIUM = os.environ.get("MINGQIAN_CHROMIUM", "/usr/bin/chromium")
BEATS = """() => { window.worst = 0; let last = performance.now();
  setInterval(() => { const now = performance.now(); window.worst = Math.max(window.worst, now - last); last = now; }, 20); }"""


def make(folder: Path, size: int) -> None:
    """Write the transcripts, straight from lines and hashes: a million entries as objects would take minutes."""
    rng = random.Random("bench")
    for name, weights in (("unweighted", None), ("weighted", [1, 2, 5, 10])):
        draw = draws.Draw(f"bench-{name}").witness()
        lines, leaves = {}, []
        for i in range(size):
            salt = f"{rng.getrandbits(128):032x}"
            line = f'{{"id":"{i}","name":"示例企业{i}","salt":"{salt}"}}'.encode()
            e = hashlib.sha256(v.tag("entry") + line).digest()
            lines[e] = line
            leaves.append(e + v.u32(weights[i % 4] if weights else 1))
        leaves.sort()
        urn = {"name": "全部", "size": size, "quota": size // 20, "weighted": weights is not None}
        files = {"urns/0.leaves": b"".join(leaves)}
        urn["root"] = draw._root(files["urns/0.leaves"])
        manifest = dict(
            draw.meta, protocol=v.PROTOCOL, hash="sha256", sources=draw.sources, urns=[urn], teams=None
        )
        manifest["operator_commitment"] = v.commitment(draw.hash, draw.secret)
        files["manifest.json"], files["reveals.json"] = v.jcs(manifest), v.jcs(draw.reveals)
        files["secret.txt"] = draw.secret.encode()
        seed = v.seed_of(draw.hash, draw.hash(files["manifest.json"]), draw.secret, files["reveals.json"])
        work = v.Urn(draws.Bytes(files), 0, urn, draw.hash, seed)
        work.run(None)
        drawn = [{"e": e.hex(), "ticket": ticket.hex()} for ticket, e in work.drawn]
        files["selection.json"] = v.jcs([{"urn": "全部", "drawn": drawn}])
        files["opened.jsonl"] = b"".join(lines[e] + b"\n" for _, e in work.drawn)
        (folder / f"{name}.zip").write_bytes(draws.pack(files))


def python(path: Path) -> None:
    """One run of the Python verifier."""
    start = time.perf_counter()
    program = str(ROOT / "verifier" / "mingqian_verify.py")
    child = subprocess.Popen([sys.executable, program, str(path)], stdout=subprocess.PIPE)
    assert child.stdout is not None
    out = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    seconds, worked = time.perf_counter() - start, usage.ru_utime + usage.ru_stime
    assert status == 0 and "核对通过".encode() in out, out.decode()
    print(
        f"{path.stem}: Python {seconds:.1f} s (processor {worked:.1f} s), peak {usage.ru_maxrss / 1024:.0f} MB",
        flush=True,
    )


def page(path: Path) -> None:
    """One run of the page in Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page()
        tab.goto((ROOT / "verifier" / "verify.html").as_uri())
        tab.evaluate(BEATS)
        start = time.perf_counter()
        tab.set_input_files("#file", str(path))
        tab.wait_for_selector("body[data-state=finished]", timeout=600_000)
        seconds = time.perf_counter() - start
        assert "核对通过" in tab.inner_text(".verdict"), tab.inner_text("main")
        print(
            f"{path.stem}: page {seconds:.1f} s, longest pause of the page {tab.evaluate('worst'):.0f} ms",
            flush=True,
        )
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--page", action="store_true")
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.make:
        return make(args.make, args.size)
    with tempfile.TemporaryDirectory() as folder:
        # In a process of its own: a child's peak memory would otherwise count that of this one.
        made = [sys.executable, __file__, "--size", str(args.size), "--make", folder]
        subprocess.run(made, check=True)
        for path in sorted(Path(folder).glob("*.zip")):
            print(f"{path.stem}: {args.size} leaves, {path.stat().st_size / 1e6:.0f} MB", flush=True)
            python(path)
            if args.page:
                page(path)
    return None


if __name__ == "__main__":
    main()
