"""The report as one HTML file: no script, nothing fetched, everything escaped."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from homeward.report.content import Report
from homeward.report.typeface import WEIGHTS, embedded

TEMPLATES = Path(__file__).parent / "templates"


@cache
def _environment() -> Environment:
    """Jinja with escaping always on, and a name that is not there an error."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )


@cache
def _style() -> str:
    """The style sheet, with both weights of the font inside it."""
    faces = "".join(
        "@font-face{font-family:Inter;font-style:normal;font-display:block;"
        f"font-weight:{weight};src:url(data:font/woff2;base64,{embedded(weight)})"
        ' format("woff2")}\n'
        for weight in WEIGHTS
    )
    return faces + (TEMPLATES / "report.css").read_text(encoding="utf-8")


def render_html(report: Report) -> str:
    """The page.

    The style sheet is allowed by its hash alone, so that no other style, and no script
    at all, can run even if one were smuggled in.
    """
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    template = _environment().get_template("report.html.j2")
    return template.render(report=report, style=style, style_hash=digest)
