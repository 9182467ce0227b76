"""What a purge takes out beside the tables: mended rows, units of samples, and roles.

They are kept apart from the intake, each in a place of its own, and find what goes by the rows
that went from the intake.
"""

from __future__ import annotations

import shutil
from collections.abc import Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from homeward.engine.sealed import Vault
from homeward.jobs.audit import Change
from homeward.jobs.books import Books
from homeward.privacy.permissions import GRANT
from homeward.privacy.pseudonyms import Pseudonyms
from homeward.study.intake import read_account
from homeward.study.mending.history import HISTORY, Mend, add_to_history, read_history
from homeward.study.purging import Forgotten
from homeward.study.purging_aside import reference
from homeward.study.sampling.purging import forget_sample
from homeward.study.sampling.store import SAMPLES, samples_in


@dataclass(frozen=True)
class Beside:
    """What lies beside the tables of a folder that is held.

    Attributes
    ----------
    out, vault
        The folder, and what opens and seals its files.
    pseudonym
        Of the folder.
    found
        What went from the intake.
    intake
        The folder of the step that took the files in, as it was.
    work
        A folder for what is written again; `samples` and that of the history are made in it.
    parts
        What is to be published, filled as it is made.
    """

    out: Path
    vault: Vault
    pseudonym: Pseudonyms = field(repr=False)
    found: Forgotten
    intake: Path
    work: Path
    parts: dict[str, Path]

    def mends(self, whole: Set[int]) -> int:
        """The history of mends without the rows that go; how many those were.

        Parameters
        ----------
        whole
            Numbers of the files that go whole.
        """
        files = read_account(self.intake, self.vault).files
        numbers = {one.sha256: {f.number for f in files if f.sha256 == one.sha256} for one in files}
        history = read_history(self.out, self.vault)
        kept = [m for m in history if not self._goes(m, whole, numbers.get(m.sha256, set()))]
        if len(kept) < len(history):
            add_to_history(self.work, kept, self.vault)
            self.parts["protected/mends"] = (self.work / HISTORY).parent
        return len(history) - len(kept)

    def _goes(self, mend: Mend, whole: Set[int], mine: Set[int]) -> bool:
        """Whether a mend goes with its row, where its file has these numbers."""
        texts = {cell.was for cell in mend.cells} | {cell.now for cell in mend.cells}
        return bool(
            whole & mine
            or any((number, mend.row) in self.found.places for number in mine)
            or any(self._is_asked(text) for text in texts)
        )

    def _is_asked(self, text: str) -> bool:
        return self.pseudonym("child", reference(text)) in self.found.children

    def samples(self) -> int:
        """Samples without the units that go, where the study will look for them; how many went."""
        held, again = self.out / SAMPLES, self.work / "samples"
        names = {file.number: file.file for file in read_account(self.intake, self.vault).files}
        many = 0
        again.mkdir(parents=True)
        for name in samples_in(held):
            went = forget_sample(held / name, self.found.places, names, again / name, self.vault)
            if went:
                self.parts[f"{SAMPLES}/{name}"] = again / name
            else:
                shutil.copytree(held / name, again / name)
            many += went
        return many


def grants_without(books: Books, children: Set[str]) -> list[Change]:
    """Roles that were for one of these children: for the other children only, or gone.

    Parameters
    ----------
    books
        Of the folder.
    children
        Pseudonyms.
    """
    if not books.ledger.made():
        return []
    with books.reading() as held:
        grants = held.all(GRANT)
    out: list[Change] = []
    for name, document in grants.items():
        if children & set(document.get("children", ())):
            left = [child for child in document["children"] if child not in children]
            # Without any child left the role would be for all of them: it goes.
            again: dict[str, Any] | None = document | {"children": left} if left else None
            out.append((GRANT, name, again))
    return out
