"""`make measure-live`: seconds from the click to an application's first page, and bytes sent."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from playwright.sync_api import BrowserContext, sync_playwright

from content.live import Manifest
from content.project import ROOT
from tools.ending import ends_well
from tools.serving import serving
from tools.setup import browser

RUNS, PAGE = 5, "compare/form/"
FOUND = """(live) => new Promise((done) => {
  const place = document.querySelector(".mdx-live");
  if (live) place.dataset.live = place.dataset.live.replace("form.json", live);
  const begun = performance.now();
  addEventListener("message", ({ data }) => data.t === "shown" && done(performance.now() - begun));
  document.querySelector(".mdx-live button").click();
})"""
BARE = """<meta charset="utf-8"><p class="mdx-live"><button>Run</button></p><script type="module">
document.querySelector("button").onclick = () => {
  const worker = new Worker("bare.js", { type: "module" });
  worker.onmessage = () => postMessage({ t: "shown" });
};</script>"""
WORKER = """import { loadPyodide } from "./bare/pyodide.mjs";
postMessage((await loadPyodide()).runPython("1 + 1"));"""


@ends_well
def main() -> int:
    """Print one table: medians of several runs, each in a new profile."""
    print(f"Load average {os.getloadavg()[0]:.1f} before; medians of {RUNS} in s; sent, in MB")
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as name, sync_playwright() as playwright:
        folder = Path(name, "site")
        shutil.copytree(ROOT / "site", folder, copy_function=os.link)
        shutil.copytree(ROOT / "node_modules/pyodide", folder / "bare")
        (folder / "bare.html").write_text(BARE)
        (folder / "bare.js").write_text(WORKER)
        whole = Manifest.model_validate_json((folder / "live/form.json").read_bytes())
        arms = {"bare Pyodide": ("bare.html", "", 0), "both": (PAGE, "", whole.sent)}
        for one, app in whole.apps.items():
            alone = whole.model_copy(update={"apps": {one: app}})
            (folder / f"live/{one}.json").write_text(alone.model_dump_json())
            arms[one] = (PAGE, f"{one}.json", alone.sent)
        times: dict[str, list[list[float]]] = {arm: [] for arm in arms}
        with serving(folder) as served:
            for run, arm in ((run, arm) for run in range(RUNS) for arm in arms):
                path, live, _ = arms[arm]
                with playwright.chromium.launch_persistent_context(
                    Path(name, f"{arm}{run}"), executable_path=browser.find(), args=browser.FLAGS
                ) as context:
                    times[arm].append(list(visits(context, served.url + path, live)))
    for arm, (*_, sent) in arms.items():
        cold, warm = (median(kind) / 1000 for kind in zip(*times[arm], strict=True))
        print(f"{arm:14} cold {cold:.2f}  warm {warm:.2f}  {f'{sent / 1e6:.2f}' if sent else ''}")
    return 0


def visits(context: BrowserContext, address: str, live: str) -> Iterator[float]:
    """Milliseconds at the first visit, and at the next one."""
    for _ in range(2):
        page = context.new_page()
        page.goto(address, wait_until="networkidle")
        yield page.evaluate(FOUND, live)
        page.close()


if __name__ == "__main__":
    sys.exit(main())
