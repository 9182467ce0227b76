"""Where linkage joins the pipeline: the identity, for records of one agency."""

from __future__ import annotations

from dataclasses import dataclass

from ibis.expr.types import Table


@dataclass(frozen=True, slots=True)
class LinkSummary:
    """How children were told apart, for the manifest and the quality finding.

    Attributes
    ----------
    agencies
        Agencies whose records were joined.
    children
        Distinct children after linking.
    method
        One sentence fragment for a reader: "by ...".
    """

    agencies: int
    children: int
    method: str


def one_agency(incidents: Table) -> tuple[Table, LinkSummary]:
    """Take one agency's word for who is who: a child is that agency's own reference.

    A child with two references counts as two children, which makes repeats and
    concentration look smaller than they are; two children never count as one unless
    the agency gave both the same reference.

    Parameters
    ----------
    incidents
        The stored incidents; `child` is the pseudonym of the agency's reference.

    Returns
    -------
    tuple of Table and LinkSummary
        The same table, and what was done.

    Raises
    ------
    HomewardError
        HW-E005 if the table cannot be read.
    """
    children = int(incidents.child.nunique().to_pyarrow().as_py())
    return incidents, LinkSummary(1, children, "one agency's own references")
