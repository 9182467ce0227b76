"""What a person at a terminal sees: progress, results, errors. No record's cell, ever."""

from __future__ import annotations

import errno
import json as jsonlib
import logging
import math
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer

from homeward.vocabulary.errors import HomewardError


@contextmanager
def guarded(as_json: bool) -> Iterator[None]:
    """Turn refusals into a coded message and exit code; an unknown fault into HW-J005.

    What a fault says is never printed, since it may quote a record. HOMEWARD_TRACEBACK=1
    also prints where it arose: files, lines and kinds of fault; neither message nor locals.
    """
    try:
        yield
    except HomewardError as error:
        _fail(error, as_json)
    except KeyboardInterrupt:
        _fail(HomewardError("HW-J002"), as_json)
    except BrokenPipeError:
        # Whoever reads our output (`head`, a pager) has seen enough: no fault of anybody's.
        _say_no_more()
        raise typer.Exit from None
    except (typer.Exit, SystemExit):
        raise
    except OSError as fault:
        # Jobs tell of their own disks; what is left is the file that our output goes to.
        if fault.errno not in (errno.ENOSPC, errno.EFBIG):
            _unexpected(fault, as_json)
        _say_no_more()
        _fail(HomewardError("HW-E006", "where the output goes; the work itself was done"), False)
    except Exception as fault:
        _unexpected(fault, as_json)


def _say_no_more() -> None:
    """Let go of standard output, so that nothing is tried again when the program ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unexpected(fault: Exception, as_json: bool) -> None:
    """End with HW-J005, and where the fault arose if HOMEWARD_TRACEBACK asks for it."""
    if os.environ.get("HOMEWARD_TRACEBACK") == "1":
        _print_trace(fault)
    _fail(HomewardError("HW-J005", f"{type(fault).__name__} at {_where(fault)}"), as_json)


def _print_trace(fault: BaseException) -> None:
    """Where a fault arose, and those that led to it: frames and kinds, never what was said."""
    before = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    if before is not None:
        _print_trace(before)
    typer.echo("".join(traceback.format_tb(fault.__traceback__)), err=True, nl=False)
    typer.echo(type(fault).__name__, err=True)


def _where(fault: Exception) -> str:
    """File and line in Homeward where a fault arose; never its message."""
    place = "an unknown place"
    trace = fault.__traceback__
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if "homeward" in path.parts:
            place = f"{path.parent.name}/{path.name} line {trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _fail(error: HomewardError, as_json: bool) -> None:
    if as_json:
        document = {
            "error": error.code,
            "title": error.fault.title,
            "found": error.detail,
            "do": error.fault.do,
        }
        typer.echo(jsonlib.dumps(document, ensure_ascii=False))
    else:
        typer.echo(str(error), err=True)
    raise SystemExit(error.exit_code or 20)


class _JsonLines(logging.Formatter):
    """One JSON object a line: time, step, state, note, seconds."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line of JSON; only the fields that jobs put there."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        for key in ("step", "state", "note", "seconds"):
            value = getattr(record, key, None)
            if value not in (None, ""):
                line[key] = value
        return jsonlib.dumps(line, ensure_ascii=False)


def _log_to(path: Path) -> None:
    logger = logging.getLogger("homeward")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(path, encoding="utf-8")
    except OSError:
        raise HomewardError("HW-E002", "the file given to --log") from None
    handler.setFormatter(_JsonLines())
    logging.raiseExceptions = False  # a full disk must not print a traceback for every line
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)


def listener(quiet: bool, log: Path | None) -> Callable[[Any], None] | None:
    """What jobs tell their progress to: lines on standard error, or nobody."""
    if log is not None:
        _log_to(log)
    if quiet:
        return None
    live = sys.stderr.isatty()

    def tell(event: Any) -> None:
        if event.state == "done" and event.seconds is not None:
            line = f"  {event.step:<8} done in {event.seconds:.1f} s"
        elif event.state == "reused":
            line = f"  {event.step:<8} unchanged, not run again"
        elif event.message:
            line = f"  {event.step:<8} {event.message}"
        else:
            line = f"  {event.step:<8} …"
        if live and event.state in ("started", "working"):
            sys.stderr.write(f"\r\x1b[2K{line}")
        else:
            sys.stderr.write(f"\r\x1b[2K{line}\n" if live else f"{line}\n")
        sys.stderr.flush()

    return tell


def finish(outcome: Any, as_json: bool, *, strict: bool = False) -> None:
    """Print what a job returns and choose the exit code (3 under --strict)."""
    if hasattr(outcome, "as_json"):
        if as_json:
            typer.echo(jsonlib.dumps(outcome.as_json(), ensure_ascii=False, indent=1))
        else:
            for line in outcome.lines():
                typer.echo(line)
        if strict and outcome.set_aside:
            raise SystemExit(3)
        return
    paths = outcome if isinstance(outcome, tuple) else (outcome,)
    if as_json:
        typer.echo(jsonlib.dumps({"written": [str(path) for path in paths]}))
    else:
        for path in paths:
            typer.echo(f"Written: {path}")


def show_plan(proposed: Any, out: Path, as_json: bool) -> None:
    """Print what was proposed: counts and doubts, never a cell."""
    doubts = [
        {
            "file": d.file,
            "table": d.table,
            "column": d.column,
            "text": d.text,
            "suggestion": d.suggestion,
            "blocking": d.blocking,
        }
        for d in proposed.doubts
    ]
    if as_json:
        document = {
            "plan": str(out),
            "mapped_columns": proposed.mapped,
            "doubts": doubts,
            "unmapped_files": list(proposed.unmapped),
            "columns_not_used": {f: list(c) for f, c in proposed.not_used().items()},
            "synthetic": proposed.plan.synthetic,
            "cannot_run": proposed.cannot_run,
        }
        typer.echo(jsonlib.dumps(document, ensure_ascii=False, indent=1))
        return
    if proposed.plan.synthetic:
        typer.echo("SYNTHETIC: these extracts are made up.")
    typer.echo(f"{out}: {proposed.mapped} columns proposed, {len(doubts)} doubts.")
    for doubt in doubts:
        mark = "MUST DECIDE" if doubt["blocking"] else "look at"
        typer.echo(f"  {mark}  {doubt['file']}  {doubt['column']}: {doubt['text']}")
    told = {doubt["file"] for doubt in doubts}
    for name in (file for file in proposed.unmapped if file not in told):
        typer.echo(f"  look at  {name}: no table fits; it is listed as ignored")
    unused = proposed.unused()
    for line in unused:
        typer.echo(f"  not used  {line}")
    if unused:
        typer.echo("  Where one of these is needed, take it out of `ignored` and map it.")
    if proposed.cannot_run:
        typer.echo(f"Nothing here can be run yet: {proposed.cannot_run} (HW-P007).")
        return
    typer.echo(f"Read {out}, settle the doubts, then: homeward run EXTRACTS --plan {out} --out out")


def show_made(made: Any, out: Path, as_json: bool) -> None:
    """Print what the generator made."""
    if as_json:
        document = {
            "synthetic": True,
            "files": [str(f) for f in made.files],
            "counts": dict(made.counts),
        }
        typer.echo(jsonlib.dumps(document, ensure_ascii=False, indent=1))
        return
    typer.echo(f"SYNTHETIC: {len(made.files)} files in {out}; every record in them is made up.")
    for name, count in made.counts.items():
        typer.echo(f"  {name}: {count:,}" if isinstance(count, int) else f"  {name}: {count}")


def show_fit(fitted: Any, out: Path, as_json: bool) -> None:
    """Print what a fitted profile achieves, target by target."""
    if as_json:
        typer.echo(jsonlib.dumps(_fit_document(fitted, out), ensure_ascii=False, indent=1))
        return
    typer.echo(f"SYNTHETIC: averages of {len(fitted.seeds)} made-up counties, seeds not fitted on.")
    rows = [("target", "achieved", "wanted", "within", "sd", "met")]
    for each in fitted.achieved:
        shape = each.sd is None and each.target.tolerance == 0
        rows.append(
            (
                each.target.id,
                f"{each.mean:.0%} of seeds" if shape else f"{each.mean:.4g}",
                "true" if shape else f"{each.target.value:g}",
                "" if shape else f"{each.target.tolerance:g}",
                "" if each.sd is None else f"{each.sd:.3g}",
                "yes" if each.met else "NO",
            )
        )
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        typer.echo(("  " + "  ".join(cells)).rstrip())
    if fitted.conflict:
        typer.echo(f"Cannot be met together in this model: {', '.join(fitted.conflict)}")
    typer.echo(f"{out}: based on {fitted.base}, {fitted.trials} trials")
    typer.echo(f"Next: homeward synth --profile {out} --out synthetic")


def show_truth(written: Path, as_json: bool) -> None:
    """Print the true effects that a file holds."""
    text = written.read_text(encoding="utf-8")
    if as_json:
        typer.echo(text.rstrip())
        return
    document = jsonlib.loads(text)
    typer.echo(f"SYNTHETIC: {document['replicates']} pairs of made-up counties.")
    for each in document["estimands"]:
        value, error = each["value"], each["monte_carlo_error"]
        said = "none" if value is None else f"{value:.4f} ({error:.4f})"
        planted = ", ".join(f"{name} = {value}" for name, value in each["planted"].items())
        typer.echo(f"  {each['id']}: {said}; planted {planted}")
    typer.echo(str(written))


def _fit_document(fitted: Any, out: Path) -> dict[str, Any]:
    """A fit as JSON: targets with what was achieved, levers, where the profile is."""
    return {
        "synthetic": True,
        "profile": str(out),
        "base": fitted.base,
        "met": fitted.met,
        "conflict": list(fitted.conflict),
        "seeds": list(fitted.seeds),
        "trials": fitted.trials,
        "levers": fitted.levers,
        "targets": [
            {
                "id": each.target.id,
                "kind": each.target.kind.value,
                "value": each.target.value,
                "tolerance": each.target.tolerance,
                "achieved": _or_none(each.mean),
                "sd": each.sd,
                "together": each.together,
                "met": each.met,
                "values": [_or_none(value) for value in each.values],
            }
            for each in fitted.achieved
        ],
    }


def _or_none(value: float) -> float | None:
    """JSON has no word for not a number: a county in which nothing was counted has none."""
    return None if math.isnan(value) else value


def show_doctor(checks: Any, as_json: bool) -> None:
    """Print each check; exit with 16 if one fails."""
    failed = [check for check in checks if not check.ok]
    if as_json:
        document = [{"check": c.name, "ok": c.ok, "found": c.found, "do": c.do} for c in checks]
        typer.echo(jsonlib.dumps(document, ensure_ascii=False, indent=1))
    else:
        for check in checks:
            typer.echo(f"  {'ok  ' if check.ok else 'FAIL'}  {check.name}: {check.found}")
            if not check.ok:
                typer.echo(f"        do: {check.do}")
    if failed:
        raise SystemExit(16)
