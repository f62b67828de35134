"""The policy of pain as people edit it: bands of local hours with a price, nights, days off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from facilitation.domain.errors import N_, Refused
from facilitation.domain.scheduling import DAY, DEFAULT_POLICY, Band, PainPolicy

PRICE_MOST = 100
BANDS_MOST = 24
QUARTER = 15
SATURDAY_SUNDAY = frozenset({5, 6})
#: The weekends that a city may have, by their key in forms; "usual" is the programme's own.
WEEKENDS: Mapping[str, tuple[str, frozenset[int] | None]] = {
    "usual": (N_("As in the programme"), None),
    "sat_sun": (N_("Saturday and Sunday"), SATURDAY_SUNDAY),
    "fri_sat": (N_("Friday and Saturday"), frozenset({4, 5})),
    "thu_fri": (N_("Thursday and Friday"), frozenset({3, 4})),
    "fri": (N_("Friday"), frozenset({4})),
    "sat": (N_("Saturday"), frozenset({5})),
    "sun": (N_("Sunday"), frozenset({6})),
    "none": (N_("No day"), frozenset()),
}


@dataclass(frozen=True, slots=True)
class Rules:
    """A policy as it is kept: bands as (first minute, end minute, price) of the local day.

    `own_weekends` are keys of WEEKENDS by city, for those whose weekend isn't the programme's.
    """

    bands: tuple[tuple[int, int, int], ...]
    night: int
    humane: int
    weekends: bool
    holidays: bool
    own_weekends: Mapping[str, str]

    def policy(self) -> PainPolicy:
        """As meeting times are priced by it. With weekends switched off no city's weekend counts as night."""
        own = tuple(
            (city, days)
            for city, key in sorted(self.own_weekends.items())
            if self.weekends and (days := WEEKENDS[key][1]) is not None
        )
        return PainPolicy(
            bands=tuple(Band(*band) for band in self.bands),
            night=self.night,
            free_days=SATURDAY_SUNDAY if self.weekends else frozenset(),
            humane=self.humane,
            holidays=self.holidays,
            own_free_days=own,
        )


DEFAULT_RULES = Rules(
    bands=tuple(
        sorted((band.opens, band.closes, band.pain) for band in DEFAULT_POLICY.bands),
    ),
    night=DEFAULT_POLICY.night,
    humane=DEFAULT_POLICY.humane,
    weekends=True,
    holidays=True,
    own_weekends={},
)


def require_rules(
    bands: Sequence[Sequence[int]],
    *,
    night: int,
    humane: int,
    weekends: bool,
    holidays: bool,
    own_weekends: Mapping[str, str],
) -> Rules:
    """A policy that can be kept, its bands in order. `Refused` names the field: "night", "humane", or
    "band-3" for the third band as it was given."""
    _require_price(night, "night")
    _require_price(humane, "humane")
    if humane >= night:
        raise Refused("invalid", N_("A humane hour must cost less than the night."), field="humane")
    if not bands:
        raise Refused("invalid", N_("Give at least one band of hours."), field="band-1")
    if len(bands) > BANDS_MOST:
        raise Refused("invalid", N_("At most %(most)s bands can be kept."), field="band-1", most=BANDS_MOST)
    kept: list[tuple[int, int, int, int]] = []
    for number, band in enumerate(bands, 1):
        kept.append((*_require_band(band, night, number), number))
    kept.sort()
    for (_, closes, _, _), (opens, _, _, number) in zip(kept, kept[1:], strict=False):
        if opens < closes:
            raise Refused(
                "invalid",
                N_("Row %(row)s begins at %(time)s, before another one has ended."),
                field=f"band-{number}",
                row=number,
                time=clock(opens),
            )
    for key in own_weekends.values():
        if key not in WEEKENDS:
            raise Refused("invalid", N_("Choose which days are the weekend."), field="own_weekends")
    return Rules(
        tuple((opens, closes, price) for opens, closes, price, _ in kept),
        night,
        humane,
        weekends,
        holidays,
        {city: key for city, key in own_weekends.items() if WEEKENDS[key][1] is not None},
    )


def clock(minute: int) -> str:
    """A minute of the day as "HH:MM"; the day's end is "24:00"."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _require_price(price: int, field: str) -> None:
    if not 0 <= price <= PRICE_MOST:
        raise Refused(
            "invalid", N_("A price is a whole number from 0 to %(most)s."), field=field, most=PRICE_MOST
        )


def _require_band(band: Sequence[int], night: int, number: int) -> tuple[int, int, int]:
    field = f"band-{number}"
    if len(band) != 3:
        raise Refused(
            "invalid", N_("Row %(row)s needs a beginning, an end and a price."), field=field, row=number
        )
    opens, closes, price = band
    if opens % QUARTER or closes % QUARTER or not (0 <= opens < DAY and 0 < closes <= DAY):
        raise Refused(
            "invalid", N_("Row %(row)s must begin and end on a quarter of an hour."), field=field, row=number
        )
    if closes <= opens:
        raise Refused(
            "invalid",
            N_("Row %(row)s ends before it begins. Make two rows of hours that run past midnight."),
            field=field,
            row=number,
        )
    if not 0 <= price <= night:
        raise Refused(
            "invalid",
            N_("The price in row %(row)s must be a whole number from 0 to that of the night (%(night)s)."),
            field=field,
            row=number,
            night=night,
        )
    return opens, closes, price
