"""Lighthouse in its phone profile over the served site: the table of docs/performance.md.

Needs Node, npm and Chromium, and the environment that scripts/setup.py makes. Lighthouse is fetched at the
first run by scripts/lighthouse_tools/package-lock.json. Ends with 1 where a score is below 95. No part of
the tests, since its scores hang on how busy the machine is.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench_base import base_of, served

from kb.services.shipped import Shipped

LOWEST = 0.95
TOOLS = Path(__file__).resolve().parent / "lighthouse_tools"
BASES = Path.home() / ".cache" / "dobre-praktyki-bench"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
MEASURES = ("largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift", "total-byte-weight")
PAGES = {
    "home": "/",
    "results": "/szukaj?q=seniorzy",
    "practice": "/praktyki/uczniowie-rysuja-komiks-o-historii-swojego-miasta",
    "home in Ukrainian": "/uk/",
    "results in Ukrainian": "/uk/szukaj?q=молодь, мале село, без грошей",
}
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


def main() -> int:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not (shutil.which("npm") and chromium):
        print("This needs Node with npm and Chromium.", file=sys.stderr)
        return 2
    program = TOOLS / "node_modules" / "lighthouse" / "cli" / "index.js"
    if not program.is_file():
        quiet = {"PUPPETEER_SKIP_DOWNLOAD": "1"}
        subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"],
            cwd=TOOLS,
            env=os.environ | quiet,
            check=True,
        )
    print("| page | " + " | ".join([*CATEGORIES, "LCP, s", "TBT, ms", "CLS", "KB"]) + " |")
    print("|---" * (1 + len(CATEGORIES) + len(MEASURES)) + "|")
    lowest = 1.0
    with served(base_of(BASES, 238, Shipped.read())) as site:
        for name, path in PAGES.items():
            report = judged(program, f"http://127.0.0.1:{site.port}{path}", chromium)
            scores = [report["categories"][category]["score"] or 0 for category in CATEGORIES]
            lowest = min(lowest, *scores)
            paint, blocking, shift, weight = (report["audits"][name]["numericValue"] for name in MEASURES)
            numbers = [f"{paint / 1000:.1f}", f"{blocking:.0f}", f"{shift:.3f}", f"{weight / 1000:.0f}"]
            print(f"| {name} | " + " | ".join([*(f"{score * 100:.0f}" for score in scores), *numbers]) + " |")
    return 0 if lowest >= LOWEST else 1


def judged(program: Path, address: str, chromium: str) -> dict[str, Any]:
    run = subprocess.run(
        ["node", str(program), address, "--quiet", "--output=json", f"--chrome-flags={FLAGS}"],
        env=os.environ | {"CHROME_PATH": chromium},
        capture_output=True,
        text=True,
        check=True,
    )
    report: dict[str, Any] = json.loads(run.stdout)
    return report


if __name__ == "__main__":
    sys.exit(main())
