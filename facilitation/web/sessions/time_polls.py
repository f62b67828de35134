"""Asking people for times: the organiser's pages, and the ones behind the link, which need no account."""

from __future__ import annotations

import base64
import datetime as dt
import hmac
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from flask import Blueprint, Response, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from itsdangerous import BadSignature, URLSafeSerializer

from facilitation.commands.cities.places import zone_of, zones
from facilitation.domain import fair_times as fair
from facilitation.domain.errors import N_, Refused
from facilitation.domain.permissions import system
from facilitation.domain.privacy import TIME_ANSWERS_KEPT
from facilitation.domain.time_polls import CHOICES, TIMES_MOST
from facilitation.queries.programmes.programmes import cities_of
from facilitation.queries.sessions import sessions, time_polls
from facilitation.queries.sessions.burden import ledger
from facilitation.queries.sessions.for_whom import cities_meant
from facilitation.queries.sessions.slots import fair_times, rules_of
from facilitation.store.fair_times import TimeAnswer, TimePoll
from facilitation.store.programmes import Programme
from facilitation.store.viewers import token_hash
from facilitation.web.errors import STATUS, sentence, status_of
from facilitation.web.identity import own_viewer, remote_address
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.sessions.finding import Offer, level, read_search, who_pays
from facilitation.web.sessions.times import require_leading
from facilitation.web.site import orm, perform, perform_for_program, programme, site, viewer
from facilitation.web.tries import TIME_ANSWERS_PER_ADDRESS, WRONG_POLL_LINKS_PER_ADDRESS
from facilitation.web.typed import day, minutes, number

blueprint = programme_blueprint("time_polls", __name__)
#: The pages behind the link ask for a secret of their own.
links = Blueprint("time_answers", __name__)

#: So many times are proposed to choose from, and so many can be typed beside them.
_PROPOSED, _TYPED = 9, 3
_TOO_OFTEN = N_("You have tried too often. Wait a moment and try again.")


# -- for those who lead --------------------------------------------------------------------------------


@blueprint.get("/sessions/<int:session_id>/times/poll")
def new(session_id: int):
    return _new_page(session_id, {})


@blueprint.post("/sessions/<int:session_id>/times/poll")
def ask(session_id: int):
    """Open a poll with the chosen and the typed times; a refused form keeps them."""
    form = request.form
    try:
        length = minutes(form.get("minutes", ""))
        if length is None:
            raise Refused("invalid", N_("Give the length in minutes, as a number."), field="minutes")
        payload = {"session": session_id, "zone": form.get("zone", ""), "minutes": length}
        done = perform("time_poll.open", {**payload, "times": _chosen_times()})
    except Refused as refused:
        if refused.code != "invalid":
            raise
        return _new_page(session_id, {refused.field or "times": sentence(refused.message)}), STATUS["invalid"]
    return redirect(url_for("time_polls.show", slug=programme().slug, poll_id=done.result["poll"]), 303)


@blueprint.get("/polls/<int:poll_id>")
def show(poll_id: int):
    return _poll_page(poll_id, {})


@blueprint.post("/polls/<int:poll_id>/times")
def add_time(poll_id: int):
    form = request.form
    try:
        chosen = day(form.get("date", ""))
        if chosen is None or not form.get("starts_at"):
            raise Refused("invalid", N_("Give the date and the time."), field="date")
        fold = number(form.get("fold", ""), None, digits=1)
        asked = {"poll": poll_id, "date": chosen, "starts_at": form["starts_at"], "fold": fold}
        perform("time_poll.add_time", asked)
    except Refused as refused:
        if refused.code not in ("invalid", "conflict"):
            raise
        return _poll_page(poll_id, {refused.field or "date": sentence(refused.message)}), STATUS[refused.code]
    return _to_poll(poll_id)


@blueprint.post("/polls/<int:poll_id>/<any(close, reopen, renew_link, revoke_link):deed>")
def step(poll_id: int, deed: str):
    """Close the poll or open it again; make its link anew, or end it."""
    perform(f"time_poll.{deed}", {"poll": poll_id})
    return _to_poll(poll_id)


@blueprint.post("/polls/<int:poll_id>/removal")
def remove(poll_id: int):
    session_id = time_polls.poll_for(orm(), viewer(), poll_id).session_id
    perform("time_poll.remove", {"poll": poll_id})
    flash(gettext("The poll and its answers are removed."), "good")
    return redirect(url_for("times.show", slug=programme().slug, session_id=session_id), 303)


@blueprint.post("/polls/<int:poll_id>/times/<int:time_id>/<any(take, drop_time):what>")
def of_time(poll_id: int, time_id: int, what: str):
    """Take a time for the session, or no longer ask for it."""
    done = perform(f"time_poll.{what}", {"poll": poll_id, "time": time_id})
    if what == "take":
        flash(gettext("The session has this time now."), "good")
        address = url_for("sessions.show", slug=programme().slug, session_id=done.result["session"])
        return redirect(address, 303)
    return _to_poll(poll_id)


@blueprint.post("/polls/<int:poll_id>/answers/<int:answer_id>/removal")
def remove_answer(poll_id: int, answer_id: int):
    perform("time_answer.remove", {"poll": poll_id, "answer": answer_id})
    return _to_poll(poll_id)


def _to_poll(poll_id: int) -> Any:
    return redirect(url_for("time_polls.show", slug=programme().slug, poll_id=poll_id), 303)


def _chosen_times() -> list[dict[str, Any]]:
    """The times that are ticked ("2027-05-04T14:00/0") and those that are typed."""
    form, times = request.form, []
    for ticked in form.getlist("times"):
        date, _, rest = ticked.partition("T")
        starts_at, _, fold = rest.partition("/")
        times.append({"date": day(date), "starts_at": starts_at, "fold": number(fold, None, digits=1)})
    for at in range(1, _TYPED + 1):
        on, starts_at = day(form.get(f"date-{at}", ""), f"date-{at}"), form.get(f"starts_at-{at}", "")
        if bool(on) != bool(starts_at):
            raise Refused("invalid", N_("Give the date and the time."), field=f"date-{at}")
        if on:
            typed_fold = number(form.get(f"fold-{at}", ""), None, digits=1)
            times.append({"date": on, "starts_at": starts_at, "fold": typed_fold})
    return times


def _new_page(session_id: int, errors: dict[str, str]) -> str:
    require_leading()
    session = sessions.session_for(orm(), viewer(), session_id)
    cities = list(cities_meant(session, programme()) or programme().cities)
    by_code = {city.code: city for city in programme().cities}
    typed = request.form if request.form else request.args
    search = read_search(typed, by_code, cities, session.zone, site().today, session.minutes)
    policy = rules_of(orm(), programme())[0].policy()
    times = fair_times(search.cities, policy, ledger(orm(), programme(), policy, session.id).carried)
    proposed = []
    if search.cities:
        grid = fair.grid_of_days(times, session.zone, search.first, search.last, search.minutes)
        zone = ZoneInfo(session.zone)
        for start in _to_propose(grid, session.zone):
            slot = grid.slot(start)
            proposed.append(Offer(slot, slot.starts.astimezone(zone), who_pays(slot, by_code)))
    return render_template(
        "sessions/polls/new.html",
        nav_active="sessions",
        session=session,
        search=search,
        proposed=proposed,
        ticked=request.form.getlist("times"),
        values=request.form.to_dict(),
        rows=range(1, _TYPED + 1),
        errors=search.errors | errors,
        policy=policy,
        most=TIMES_MOST,
    )


def _to_propose(grid: fair.Grid, zone: str) -> list[fair.Start]:
    """The offers, and the fairest start of each of the least hard other days; in order."""
    known, chosen = ZoneInfo(zone), fair.offers(grid, zone)
    days: dict[dt.date, fair.Start] = {}
    for start in grid.starts:
        on = start.starts.astimezone(known).date()
        if on not in days or start.price < days[on].price:
            days[on] = start
    for start in sorted(days.values(), key=lambda start: (start.price, start.starts)):
        if len(chosen) < _PROPOSED and start not in chosen:
            chosen.append(start)
    return sorted(chosen, key=lambda start: start.starts)


def _poll_page(poll_id: int, errors: dict[str, str]) -> str:
    poll = time_polls.poll_for(orm(), viewer(), poll_id)
    policy = rules_of(orm(), programme())[0].policy()
    cities = list(cities_meant(poll.session, programme()) or programme().cities)
    times = fair_times(cities, policy, ledger(orm(), programme(), policy, poll.session_id).carried)
    by_code = {city.code: city for city in programme().cities}
    zone = ZoneInfo(poll.zone)
    asked = time_polls.asked(poll, times)
    return render_template(
        "sessions/polls/show.html",
        nav_active="sessions",
        poll=poll,
        session=poll.session,
        address=_address_of(poll),
        asked=asked,
        offers={
            one.time.id: Offer(one.slot, one.slot.starts.astimezone(zone), who_pays(one.slot, by_code))
            for one in asked
        },
        choices=CHOICES,
        errors=errors,
        values=request.form.to_dict(),
        policy=policy,
        level=lambda pain: level(pain, policy),
        open=poll.session.status == "planned" and not poll.session.cancelled and not viewer().archived,
        now=site().clock(),
    )


def _address_of(poll: TimePoll) -> str | None:
    if poll.nonce is None:
        return None
    token = _serializers()[0].dumps([poll.id, poll.nonce])
    return site().config.public_url + url_for("time_answers.show_link", token=token)


def _serializers() -> list[URLSafeSerializer]:
    """One per secret, the present one first: links outlive a change of the secret."""
    config = site().config
    keys = (config.secret_key, *config.secret_key_fallbacks)
    return [URLSafeSerializer(key, salt="time-poll") for key in keys]


# -- behind the link -----------------------------------------------------------------------------------


@links.get("/times/<token>")
def show_link(token: str):
    return _answer_page(token, None)


@links.get("/times/<token>/<own>")
def show_own(token: str, own: str):
    return _answer_page(token, own)


@links.post("/times/<token>")
def give(token: str):
    """Keep an answer. Whoever gave it goes on to the page at which they can change it."""
    return _give(token, None)


@links.post("/times/<token>/<own>")
def change(token: str, own: str):
    """Change an answer, or take it back."""
    return _give(token, own)


@links.after_request
def _keep_out(response: Response) -> Response:
    """Nothing under a secret address is for search engines, whatever is answered there."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _poll_of(token: str) -> TimePoll | None:
    """The poll of a link; None for a link that is none or was ended. Wrong ones are counted."""
    wrong = (WRONG_POLL_LINKS_PER_ADDRESS, remote_address())
    site().tries.require_left(_TOO_OFTEN, wrong)
    for serializer in _serializers():
        try:
            poll_id, nonce = serializer.loads(token)
        except (BadSignature, ValueError, TypeError):
            continue
        found = time_polls.poll_by_link(orm(), poll_id, nonce)
        if found is not None:
            return found
    site().tries.count(wrong)
    return None


def _give(token: str, own: str | None) -> Any:
    poll = _poll_of(token)
    known = time_polls.answer_by_token(poll, own) if poll and own else None
    if poll is None or (own is not None and known is None):
        return _gone()
    form = request.form
    if form.get("look"):
        return _answer_page(token, own, typed=True)
    site().tries.spend(_TOO_OFTEN, (TIME_ANSWERS_PER_ADDRESS, remote_address()))
    edition = orm().get_one(Programme, poll.programme_id)
    token_own = own or _token_of_form(poll)
    try:
        if own is not None and form.get("withdraw"):
            payload = {"poll": poll.id, "token_hash": token_hash(own)}
            perform_for_program("time_answer.withdraw", payload, edition.id)
            flash(gettext("Your answer is taken back. Nothing of it is kept."), "good")
            return redirect(url_for("time_answers.show_link", token=token, zone=form.get("zone")), 303)
        seat = own_viewer(edition)
        payload = {
            "poll": poll.id,
            "name": form.get("name", ""),
            "city": form.get("city") or None,
            "choices": [
                {"time": time.id, "choice": form[f"time-{time.id}"]}
                for time in poll.times
                if form.get(f"time-{time.id}")
            ],
            "token_hash": token_hash(token_own),
            "seat": seat.seat if seat is not None else None,
        }
        perform_for_program("time_answer.give", payload, edition.id)
    except Refused as refused:
        if refused.code not in ("invalid", "closed", "conflict"):
            raise
        errors = {refused.field or "name": sentence(refused.message)}
        return _answer_page(token, own, errors, typed=True), status_of(refused)
    flash(
        gettext("Your answer is saved. Keep this page’s address: with it you can change your answer."), "good"
    )
    address = url_for("time_answers.show_own", token=token, own=token_own, zone=form.get("zone"))
    return redirect(address, 303)


def _token_of_form(poll: TimePoll) -> str:
    """The token of the answer that a form gives, the same however often it is sent."""
    key, operation = str(current_app.secret_key).encode(), request.form.get("operation_id") or g.operation_id
    digest = hmac.digest(key, f"time-answer|{poll.id}|{operation}".encode("utf-8", "replace"), "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _answer_page(
    token: str, own: str | None, errors: dict[str, str] | None = None, *, typed: bool = False
) -> Any:
    poll = _poll_of(token)
    answer = time_polls.answer_by_token(poll, own) if poll and own else None
    if poll is None or (own is not None and answer is None):
        return _gone()
    edition = orm().get_one(Programme, poll.programme_id)
    g.cities_by_code = {city.code: city for city in cities_of(orm(), system(edition.id))}
    faults = dict(errors or {})
    zone = _zone(poll, edition, faults)
    said = _typed(poll) if typed else _kept(answer, edition)
    known = zones()
    if not any(zone in group for group in known.values()):
        known = {"": [zone], **known}
    return render_template(
        "sessions/polls/answer.html",
        poll=poll,
        edition=edition,
        session=poll.session,
        answer=answer,
        zone=zone,
        zones=known,
        times=[(time, time.starts.astimezone(ZoneInfo(zone))) for time in poll.times],
        host=[time.starts.astimezone(ZoneInfo(poll.zone)) for time in poll.times],
        said=said,
        errors=faults,
        choices=list(CHOICES.items()),
        days=TIME_ANSWERS_KEPT.days,
        taken=next((time for time in poll.times if time.id == poll.taken_id), None),
        detect=not typed and "zone" not in request.args,
    )


def _zone(poll: TimePoll, edition: Programme, errors: dict[str, str]) -> str:
    """The zone in which the reader wants to see times: as chosen, or their account's, or the host's."""
    asked = request.form.get("zone") or request.args.get("zone")
    if asked:
        known = zone_of(asked) if asked.isprintable() and len(asked) <= 64 else None
        if known is None and asked in available_timezones():
            known = asked  # browsers know some zones by older names
        if known is not None:
            return known
        errors["zone"] = sentence(
            Refused("invalid", N_("There is no time zone of this name. Choose one from the list.")).message
        )
    seat = own_viewer(edition)
    city = g.cities_by_code.get(seat.city) if seat and seat.city else None
    return city.time_zone if city else poll.zone


def _typed(poll: TimePoll) -> dict[str, Any]:
    form = request.form
    said = {time.id: form.get(f"time-{time.id}", "") for time in poll.times}
    return {"name": form.get("name", ""), "city": form.get("city", ""), "times": said}


def _kept(answer: TimeAnswer | None, edition: Programme) -> dict[str, Any]:
    if answer is not None:
        times = {time: choice for time, choice in answer.said().items()}
        return {"name": answer.name, "city": answer.city.code if answer.city else "", "times": times}
    seat = own_viewer(edition)
    return {"name": seat.name if seat else "", "city": (seat.city or "") if seat else "", "times": {}}


def _gone() -> Any:
    return render_template("sessions/polls/gone.html"), 404
