"""A store of documents and events in memory, as the audit trail asks for one."""

from __future__ import annotations


class Memory:
    """Open to every tampering a test can think of."""

    def __init__(self) -> None:
        self.documents: dict[tuple[str, str], dict] = {}
        self.rows: dict[int, dict | None] = {}

    def put(self, kind, name, document):
        self.documents[kind, name] = document

    def get(self, kind, name):
        return self.documents.get((kind, name))

    def all(self, kind):
        return {n: d for (k, n), d in sorted(self.documents.items()) if k == kind}

    def remove(self, kind, name):
        return self.documents.pop((kind, name), None) is not None

    def kinds(self):
        return sorted({kind for kind, _ in self.documents})

    def append(self, event):
        self.rows[self.length() + 1] = event
        return self.length()

    def length(self):
        return max(self.rows, default=0)

    def event(self, sequence):
        return self.rows.get(sequence)

    def events(self, after=0):
        return iter(sorted((n, e) for n, e in self.rows.items() if n > after))
