"""The commands: thin, and the only reader of the environment.

Floor: 10, the roof. Reads: jobs. Gives: `main`, the `homeward` program.
"""

from homeward.cli.main import main

__all__ = ["main"]
