"""Counts as documents say them: each says of what, and a count of cities names those that were missing."""

from __future__ import annotations

from collections.abc import Sequence

from facilitation.translations import say_count


def cities_told(there: Sequence[str], absent: Sequence[str] | None, language: str) -> str:
    """Such as `8 cities (all except Bilbao)`: names whichever are fewer, those there or those `absent`.

    `absent` None: nobody knows, or it was not for all of them; then those who were there are named.
    """
    # The words are those of templates/registrations/events.html, from which they are taken for translation.
    if absent is not None and not absent:
        text = say_count("%(num)s city (all)", "%(num)s cities (all)", len(there), language)
        return text % {"num": len(there)}
    if absent is not None and len(there) > len(absent):
        one, many = "%(num)s city (all except %(cities)s)", "%(num)s cities (all except %(cities)s)"
        names = absent
    else:
        one, many = "%(num)s city (%(cities)s)", "%(num)s cities (%(cities)s)"
        names = there
    text = say_count(one, many, len(there), language)
    return text % {"num": len(there), "cities": ", ".join(names)}
