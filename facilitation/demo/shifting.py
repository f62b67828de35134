"""By how many days the nine cities' dates are shifted: today is in the middle of their challenge phase."""

from __future__ import annotations

from datetime import date

#: The first all-peer event was on 29 June 2021, the challenge workshops on 6 and 8 July. From this day on the
#: programme is between the one and the others for a week.
ANCHOR = date(2021, 6, 30)
WEEK = 7


def days_to_shift(today: date) -> int:
    """Whole weeks, so that weekdays stay: then `today` is one of the seven days from ANCHOR on."""
    return (today - ANCHOR).days // WEEK * WEEK


def told_of_shift(days: int) -> str:
    """The sentence for documents and the programme's page; "" where nothing is shifted."""
    if not days:
        return ""
    return (
        f" Its dates are shifted by {days // WEEK} weeks, so that it stood in the middle of its challenge "
        "phase on the day on which it was loaded; what came after is shown as planned."
    )
