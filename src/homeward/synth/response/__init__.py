"""The response to each report: its log, its calls, its effort, and where it fails.

Reads: a county and its details, forms at the call. Gives: `respond`, whose `Response` says
what is true; `response_files`, the force's logs; `check_response` for profiles.
"""

from __future__ import annotations

from homeward.synth.response.check import check_response
from homeward.synth.response.files import response_files
from homeward.synth.response.respond import Response, respond

__all__ = ["Response", "check_response", "respond", "response_files"]
