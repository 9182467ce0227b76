"""Homeward: evidence for redesigning the response to missing children.

This file imports nothing, so that `import homeward` costs nothing. The Python API
is `homeward.jobs`; the commands are `homeward.cli`.
"""

__version__ = "0.1.0"
