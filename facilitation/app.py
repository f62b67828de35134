"""The only place that wires parts together: the web application and its live sockets."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import gc
import importlib
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from flask import Flask, request
from flask_socketio import SocketIO
from sqlalchemy import select
from werkzeug.exceptions import SecurityError

from facilitation import engine, memory
from facilitation.commands.door import DirectDoor, Door, GatheringDoor
from facilitation.commands.house import House, house_of
from facilitation.commands.rates import SeatRates
from facilitation.config import Config
from facilitation.domain.scheduling import known_zone
from facilitation.live.broadcast import Broadcast
from facilitation.live.entrance import Proofs, Visitor
from facilitation.live.gateway import Gateway
from facilitation.live.repair import Repair
from facilitation.store.changes import SubjectChange
from facilitation.store.cities import City
from facilitation.translations import say_message
from facilitation.web import about, api, context, errors, health, identity, landing, redirects, security
from facilitation.web.challenges import board_proposals, challenges, namings, themes, topics
from facilitation.web.challenges import imports as naming_imports
from facilitation.web.cities import cities, imports, mandates, organisations, profiles
from facilitation.web.documents import documents, minutes, session_data
from facilitation.web.onboarding import assessment_wording, assessments, call_slots, calls, onboarding
from facilitation.web.people import accounts, addresses, invitations, join, merging, outbox, people
from facilitation.web.practices import editing as practice_forms
from facilitation.web.practices import imports as practice_imports
from facilitation.web.practices import learnings, practices
from facilitation.web.practices import telling as practice_telling
from facilitation.web.privacy import audit, personal_data, privacy
from facilitation.web.programmes import editions, emblems, programmes, setup
from facilitation.web.reader import HandedOn, ReadElsewhere
from facilitation.web.registrations import check_in, events, public, registrations
from facilitation.web.sessions import (
    answers,
    attendance,
    block_polls,
    boards_after,
    breakouts,
    burden,
    calendars,
    chats,
    editing,
    lead_links,
    overviews,
    paper,
    plans,
    records,
    rehearsals,
    session_files,
    session_invitations,
    session_people,
    sessions,
    templates,
    tickets,
    time_polls,
    times,
)
from facilitation.web.site import Site, close_orm
from facilitation.web.solutions import (
    all_canvases,
    canvases,
    commitment_sheets,
    commitments,
    session_commitments,
)
from facilitation.web.tandems import exports as tandem_exports
from facilitation.web.tandems import pages as tandem_pages
from facilitation.web.tandems import pictures as tandem_pictures
from facilitation.web.tandems import proposals, tandems
from facilitation.web.tandems import table as tandem_table
from facilitation.web.tries import Tries
from facilitation.web.wishes import asking, readiness, sheets, suggestions, wishes

ROOT = Path(__file__).resolve().parents[1]
#: After how many new objects the live process looks for cycles among the young, and how often among the old.
COLLECT_AFTER = (5_000, 20, 50)
#: How many pages may wait for the reader; more are made by the live process.
PAGES_WAITING = 128


def create_app(
    config: Config, house: House, door: Door, rates: SeatRates | None = None, reader: str | None = None
) -> Flask:
    """The web application over an open database and its door.

    `rates` are those it shares with sockets; `reader` is the socket at which long pages are made.
    """
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.extensions["site"] = site_of(config, house, door, rates)
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = dt.timedelta(days=365)
    app.url_map.converters["int"] = redirects.Number
    if reader:
        app.wsgi_app = ReadElsewhere(app, reader)  # type: ignore[method-assign]
    security.init_app(app, config)
    identity.init_app(app)
    context.init_app(app)
    errors.init_app(app)
    app.teardown_appcontext(close_orm)
    for feature in (
        landing,
        health,
        join,
        accounts,
        addresses,
        invitations,
        programmes,
        setup,
        editions,
        cities,
        imports,
        organisations,
        onboarding,
        profiles,
        mandates,
        calls,
        call_slots,
        assessments,
        assessment_wording,
        challenges,
        namings,
        board_proposals,
        naming_imports,
        topics,
        themes,
        practices,
        practice_forms,
        practice_imports,
        practice_telling,
        learnings,
        tandems,
        wishes,
        asking,
        sheets,
        suggestions,
        readiness,
        proposals,
        tandem_pages,
        tandem_table,
        tandem_pictures,
        tandem_exports,
        commitments,
        session_commitments,
        commitment_sheets,
        sessions,
        chats,
        records,
        session_people,
        session_invitations,
        answers,
        editing,
        session_files,
        overviews,
        paper,
        tickets,
        lead_links,
        attendance,
        boards_after,
        rehearsals,
        registrations,
        check_in,
        events,
        public,
        times,
        burden,
        time_polls,
        plans,
        block_polls,
        breakouts,
        templates,
        all_canvases,
        canvases,
        documents,
        session_data,
        minutes,
        calendars,
        people,
        merging,
        privacy,
        personal_data,
        audit,
        outbox,
        emblems,
        api,
        about,
    ):
        app.register_blueprint(feature.blueprint)
    app.register_blueprint(calendars.feeds)
    app.register_blueprint(time_polls.links)
    app.register_blueprint(programmes.notices)
    app.register_blueprint(editions.mine)
    app.register_blueprint(privacy.own)
    app.register_blueprint(emblems.pictures)
    app.register_blueprint(merging.links)
    app.register_blueprint(lead_links.opening)
    return app


def site_of(config: Config, house: House, door: Door, rates: SeatRates | None = None) -> Site:
    """What the pages of an application are handed; nothing has been tried or counted in it yet."""
    tries = Tries(secret=config.secret_key, limited=config.rate_limits, redis_url=config.redis_url)
    return Site(config, house.database, door, house.clock, rates or _seat_rates(config), tries)


def _seat_rates(config: Config) -> SeatRates:
    bounds = config.bounds
    return SeatRates(bounds.commands_per_second if config.rate_limits else None, bounds.command_burst)


class _Json:
    """Socket.IO's JSON by msgspec, which takes prebuilt parts (`msgspec.Raw`) as they are."""

    @staticmethod
    def dumps(value: Any, **options: Any) -> str:
        return msgspec.json.encode(value).decode()

    @staticmethod
    def loads(text: str, **options: Any) -> Any:
        return msgspec.json.decode(text)


def create_live(config: Config, house: House, reader: str | None = None) -> tuple[Flask, GatheringDoor]:
    """The web application with its live sockets, and the door whose closing ends it in good order."""

    def visitor(environ: dict) -> Visitor:
        request = app.request_class(environ)
        return Visitor(context.locale_of(request), request.remote_addr or "unknown")

    def seat_of_cookie(environ: dict, auth: dict) -> int | None:
        with app.request_context(environ):
            viewer = identity.viewer_of_socket(auth)
            return viewer.seat if viewer else None

    rates = _seat_rates(config)
    gateway = Gateway(
        database=house.database,
        bounds=config.bounds,
        rates=rates,
        limited=config.rate_limits,
        proofs=Proofs(
            visitor=visitor,
            seat_of_cookie=seat_of_cookie,
            seat_of_ticket=tickets.Tickets(config, house.clock).read,
        ),
        say=say_message,
    )
    broadcast = Broadcast(house.database, gateway.audiences, gateway.deliver)
    repair = Repair(house.database, gateway.audiences, broadcast)
    carrier = _carrier(config, repair)

    def publish(changes: Sequence[SubjectChange]) -> None:
        if carrier:
            carrier.tell(changes)
        broadcast.publish(changes)

    bounds = config.bounds
    door = GatheringDoor(house, publish, calm=bounds.tick_calm, busy=bounds.tick_busy_most)
    app = create_app(config, house, door, rates, reader)
    sockets = SocketIO(
        app,
        async_mode=engine.socketio_mode(),
        json=_Json,
        cors_allowed_origins=lambda origin, environ: _is_ours(app, origin, environ),
        max_http_buffer_size=config.bounds.message_bytes,
        ping_interval=20,
        ping_timeout=20,
        http_compression=False,
        manage_session=False,
        logger=False,
        engineio_logger=False,
    )
    gateway.install(sockets.server, door)
    repair.start()
    if carrier:
        carrier.start()
    return app, door


def _carrier(config: Config, repair: Repair) -> Any:
    """What tells other live processes of commits, where there are any."""
    if config.redis_url is None:
        return None
    # Its library is 7 MB that a process without Redis does not load.
    return importlib.import_module("facilitation.live.carrier").Carrier(config.redis_url, repair.hear)


def _is_ours(app: Flask, origin: str, environ: dict) -> bool:
    with app.request_context(environ):
        try:
            return security.origin_is_ours(origin, request.host)
        except SecurityError:  # the Host header names somebody else
            return False


def _know_zones(house: House) -> None:
    """Read the cities' time zones from their files now, and not while the first of them is moved by hand."""
    with house.database.reading() as orm:
        for zone in orm.scalars(select(City.time_zone).distinct()):
            with contextlib.suppress(LookupError, ValueError, OSError):  # unknown here: its pages say so
                known_zone(zone)


def serve_reader(config: Config, path: str) -> int:
    """The reader: make pages for the live process until told to stop, at the socket `path`.

    It listens once it can answer. Until then the live process makes its pages itself: on a busy machine who
    has just started the program would wait for its first page as long as this takes to load.
    """
    house = house_of(config)
    # What stood before the live process was settled there.
    app = create_app(dataclasses.replace(config, proxies=0), house, DirectDoor(house))
    _know_zones(house)
    gc.collect()
    gc.freeze()
    # Everything comes from one neighbour, which has counted already who asks it.
    listener = engine.listen_at(path, PAGES_WAITING)
    engine.serve(listener, HandedOn(app), dataclasses.replace(config.engine_bounds, per_address=None))
    house.database.dispose()
    return 0


def serve_live(config: Config, listener: socket.socket, reader: str | None = None) -> int:
    """The live process: serve until told to stop, then finish what was taken."""
    memory.give_back_large_blocks()
    house = house_of(config)
    app, door = create_live(config, house, reader)
    _know_zones(house)
    # To look through all that stands from the start took the collector 0.1 s each time, and everybody waited.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
    engine.serve(listener, app, config.engine_bounds)
    door.close()
    house.database.dispose()
    return 0
