"""`python -m docs.calibrate [--pictures]`: live through the counties again, draw the pictures.

With `--pictures` the data stay as they are and only the pictures are drawn again. The page
itself is written by `make docs`.
"""

from __future__ import annotations

import sys

from docs.calibrate import data, pictures


def main(arguments: list[str]) -> int:
    """Exit code: 0 when every target is met, 1 when one is not; what was made is kept."""
    if arguments != ["--pictures"]:
        data.write(data.gather())
        print(f"wrote {data.DATA.name}")
    document = data.read()
    pictures.write(document)
    unmet = [
        f"{name}: {row['id']} is not met"
        for name, profile in document["profiles"].items()
        for row in profile["targets"]
        if not row["met"]
    ]
    for line in unmet:
        print(line, file=sys.stderr)
    return 1 if unmet else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
