"""A browser for tests of pages: opened on a file, without a network, and asked to measure."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="needs Chromium: `make system-packages`"
)


def chromium(folder: Path, *arguments: str) -> str:
    """Run the browser once with a profile of its own in `folder`, and give what it prints."""
    return subprocess.run(
        [CHROMIUM or "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
         "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", f"--user-data-dir={folder / 'profile'}",
         "--allow-file-access-from-files", *arguments],
        capture_output=True, text=True, timeout=120, check=True,
    ).stdout  # fmt: skip


def told_by(page: str, ruler: str, folder: Path, *, width: int) -> str:
    """What a script says of a copy of `page`, opened `width` pixels wide with all unfolded.

    The copy lies in a frame, because a window cannot be as narrow as a telephone.

    Parameters
    ----------
    ruler
        The body of a function that returns words.
    """
    copy = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    measure = (
        "<script>addEventListener('load',async()=>{await document.fonts.ready;"
        f"document.title=(()=>{{{ruler}}})()}})</script></body>"
    )
    copy = copy.replace("<details>", "<details open>").replace("</body>", measure)
    (folder / "page.html").write_text(copy, encoding="utf-8")
    frame = folder / "frame.html"
    frame.write_text(
        f'<meta charset="utf-8"><iframe src="page.html" width="{width}" height="800"'
        ' style="border:0"></iframe><script>addEventListener("load",()=>setTimeout(()=>{'
        "document.body.append('measured '+frames[0].document.title)},500))</script>",
        encoding="utf-8",
    )
    dom = chromium(folder, "--virtual-time-budget=6000", "--dump-dom", frame.as_uri())
    return dom[dom.rindex("measured ") :]
