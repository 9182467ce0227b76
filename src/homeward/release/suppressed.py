"""A hidden number: a value that no arithmetic can use."""

from __future__ import annotations

from typing import Final, NoReturn, final


@final
class Suppressed:
    """A count that is there and may not be known, or worked with, or taken for zero.

    Suppressing to 0 or to NaN lets later code add hidden cells up. This value refuses
    every sum, comparison, mean, conversion and number format with a `TypeError`, and
    prints as "hidden". There is one, `HIDDEN`; test for it with `is`.
    """

    __slots__ = ()

    def _refuse(self, *_: object) -> NoReturn:
        """Raise TypeError, whatever the operation."""
        raise TypeError(
            "a hidden number cannot be added up, compared, averaged or turned into a number"
        )

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _refuse
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = _refuse
    __mod__ = __rmod__ = __divmod__ = __rdivmod__ = __pow__ = __rpow__ = _refuse
    __and__ = __rand__ = __or__ = __ror__ = __xor__ = __rxor__ = _refuse
    __lshift__ = __rlshift__ = __rshift__ = __rrshift__ = __matmul__ = __rmatmul__ = _refuse
    __neg__ = __pos__ = __abs__ = __invert__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = _refuse
    __int__ = __float__ = __complex__ = __index__ = __bool__ = _refuse
    __round__ = __trunc__ = __floor__ = __ceil__ = _refuse
    __hash__ = None  # type: ignore[assignment]

    #: Tells numpy to leave operators to this class, which refuses them.
    __array_ufunc__ = None

    def __format__(self, spec: str) -> str:
        """The word "hidden"; any format specification is refused."""
        if spec:
            self._refuse()
        return "hidden"

    def __str__(self) -> str:
        return "hidden"

    __repr__ = __str__

    def __reduce__(self) -> str:
        """There is one hidden value, also after pickling."""
        return "HIDDEN"


#: The one hidden number.
HIDDEN: Final = Suppressed()
