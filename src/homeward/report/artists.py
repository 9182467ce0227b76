"""Drawing a report's charts, in helper processes where a longer job has started some.

The chart renderer needs half a second to start and holds the interpreter while it draws.
A job that will end in a report starts helpers early; they are ready when it gets there.
A helper is this module run as a program: it is sent the specifications of charts of a
released bundle, one JSON line each, and answers with drawings, one JSON line each.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import IO, Self

from homeward.findings import Bundle
from homeward.report.drawing import Drawing, Request, requests, svg, warm_up

#: Drawings by (finding id, chart name); None where nothing in a chart may be shown.
Drawings = Mapping[tuple[str, str], Drawing | None]

#: Helpers. A second costs more processor time than it saves on two cores.
HELPERS = 1


class Artists:
    """Helper processes, started at once and ended when the context is left.

    Parameters
    ----------
    many
        How many. A helper that fails is not missed: its share is drawn here.
    """

    def __init__(self, many: int = HELPERS) -> None:
        command = [sys.executable, "-m", "homeward.report.artists"]
        self._helpers = [
            subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
            )
            for _ in range(many)
        ]

    def draw(self, wanted: Sequence[Request]) -> list[str]:
        """SVG of each request, in order. The helpers end with it: one call only."""
        many = len(self._helpers)
        shares = [wanted[n::many] for n in range(many)]
        with ThreadPoolExecutor(many) as threads:
            drawn = list(threads.map(_drawn_by, self._helpers, shares))
        out = [""] * len(wanted)
        for n, (share, done) in enumerate(zip(shares, drawn, strict=True)):
            # What a helper did not answer for is drawn here, in the caller's own thread.
            out[n::many] = done + [svg(request) for request in share[len(done) :]]
        return out

    def __enter__(self) -> Self:
        """The helpers themselves."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End what still runs, whatever happened."""
        for helper in self._helpers:
            helper.kill()
            helper.wait()
            for pipe in (helper.stdin, helper.stdout):
                if pipe is not None:
                    _close(pipe)


def _drawn_by(helper: subprocess.Popen[str], share: Sequence[Request]) -> list[str]:
    """A share as far as a helper has drawn it."""
    done: list[str] = []
    with ThreadPoolExecutor(1) as asking:
        asking.submit(_ask, helper, share)
        for _, line in zip(share, helper.stdout or (), strict=False):
            try:
                done.append(json.loads(line))
            except ValueError:  # a line cut short: the helper died while it wrote
                break
        helper.kill()  # it has answered, or never will; nobody is left waiting for it
    return done


def _ask(helper: subprocess.Popen[str], share: Sequence[Request]) -> None:
    """Send a share, from a thread of its own: pipes are short, and both ends write."""
    if helper.stdin is None:
        return
    try:
        for request in share:
            helper.stdin.write(json.dumps([request.spec, request.prefix]) + "\n")
    except (OSError, ValueError):
        return  # the helper is gone, which whoever reads its answers will notice
    finally:
        _close(helper.stdin)


def _close(pipe: IO[str]) -> None:
    """Close a pipe, whatever became of its other end."""
    with suppress(OSError, ValueError):
        pipe.close()


def draw_all(bundle: Bundle, artists: Artists | None = None) -> Drawings:
    """Every chart of a released bundle, drawn wide and narrow.

    Parameters
    ----------
    bundle
        Released.
    artists
        Helpers to draw with; without them, everything is drawn here.
    """
    wanted: dict[tuple[str, str], tuple[Request, ...]] = {}
    for finding in bundle.findings:
        tables = {table.name: table for table in finding.tables}
        for chart in finding.charts:
            wanted[finding.id, chart.name] = requests(
                tables[chart.table], chart, f"f{len(wanted) + 1}", synthetic=bundle.synthetic
            )
    flat = [request for pair in wanted.values() for request in pair]
    done = iter(artists.draw(flat) if artists else [svg(request) for request in flat])
    return {key: Drawing(next(done), next(done)) if pair else None for key, pair in wanted.items()}


def main() -> None:
    """Draw what standard input asks for, until it ends."""
    warm_up()
    for line in sys.stdin:
        spec, prefix = json.loads(line)
        print(json.dumps(svg(Request(spec, prefix))), flush=True)


if __name__ == "__main__":
    main()
