"""Handlers of editions: start another programme from one, archive a programme and take it back."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.cities import places
from facilitation.commands.work import Work
from facilitation.domain import sessions
from facilitation.domain.commitments import MADE, OPEN
from facilitation.domain.errors import N_, Refused
from facilitation.domain.names import clean_name
from facilitation.domain.permissions import ORGANISER
from facilitation.domain.programmes import (
    LANGUAGES,
    PARTS,
    SLUG_LENGTH,
    TITLE_LENGTH,
    is_slug,
    suggest_slug,
)
from facilitation.store.assessments import AssessmentArea
from facilitation.store.base import Base, table_of
from facilitation.store.challenges import Challenge, ChallengeTitle, Practice, PracticeChallenge
from facilitation.store.cities import City, CityAlias, Organisation
from facilitation.store.commitments import Commitment, CommitmentStep
from facilitation.store.emblems import READY, Emblem
from facilitation.store.onboarding import CallQuestion
from facilitation.store.operations import AuditEntry
from facilitation.store.people import Seat
from facilitation.store.practices import PracticeTopic
from facilitation.store.programmes import FormerSlug, Phase, Programme
from facilitation.store.replication import PracticePoint, PracticeText, PracticeTextVersion
from facilitation.store.session_templates import SessionTemplate
from facilitation.store.sessions import Session
from facilitation.store.topics import ChallengeTopic, Topic, TopicLabel


class StartProgramme(msgspec.Struct):
    """`slug` "" asks for an address made of the title; `parts` are keys of domain/programmes.PARTS.

    Languages and host zone that are not named are those of the programme that it is started from.
    """

    title: str
    slug: str = ""
    languages: list[str] | None = None
    host_zone: str | None = None
    parts: list[str] = []


class Archive(msgspec.Struct):
    pass


def start_programme(work: Work, target: None, payload: StartProgramme) -> dict[str, Any]:
    """Start a further programme, empty or with parts of this one. Of the people only the actor has a seat."""
    before = work.orm.get_one(Programme, work.programme)
    own = work.seat()
    if own.person_id is None:
        raise Refused("not_allowed", N_("Only somebody with an account can start a programme."))
    title = clean_name(payload.title, "title", TITLE_LENGTH)
    parts = set(payload.parts)
    if not parts <= PARTS.keys():
        raise Refused("invalid", N_("Choose what to take over from the list."), field="parts")
    programme = work.add(
        Programme(
            slug=_free_slug(work, title, payload.slug),
            title=title,
            language=before.language,
            languages=_languages(payload.languages, before),
            host_zone=_zone(payload.host_zone, before),
            # Its title is settled: the guided setup goes on with the cities.
            setup=["programme"],
            follows_id=before.id if parts else None,
            created_at=work.now,
        )
    )
    work.orm.flush()
    for part in PARTS:
        if part in parts:
            COPIES[part](work, before, programme)
            work.orm.flush()
    seat = work.add(
        Seat(
            programme_id=programme.id,
            person_id=own.person_id,
            name=own.name,
            role=ORGANISER,
            organisation=own.organisation,
            created_at=work.now,
        )
    )
    work.orm.flush()
    work.add(
        AuditEntry(
            programme_id=programme.id, seat_id=seat.id, role=ORGANISER, name="programme.start", at=work.now
        )
    )
    return {"programme": programme.id, "slug": programme.slug}


def archive_programme(work: Work, target: None, payload: Archive) -> dict[str, Any]:
    """Put the programme into the archive: it can be read, not changed, until it is taken back."""
    running = select(Session.title).where(
        Session.programme_id == work.programme,
        Session.status == sessions.RUNNING,
        Session.removed.is_(False),
        Session.simulated.is_(False),
    )
    title = work.orm.scalars(running.limit(1)).first()
    if title is not None:
        raise Refused("conflict", N_("“%(title)s” is still running. End it first."), title=title)
    programme = work.orm.get_one(Programme, work.programme)
    work.change(programme, archived_at=programme.archived_at or work.now)
    return {}


def unarchive_programme(work: Work, target: None, payload: Archive) -> dict[str, Any]:
    """Take the programme out of the archive: it can be changed again."""
    work.change(work.orm.get_one(Programme, work.programme), archived_at=None)
    return {}


def _free_slug(work: Work, title: str, wanted: str) -> str:
    """The address that was asked for, if it can be had; else one made of the title, numbered where needed."""
    slug = wanted.strip().lower()
    if slug and not is_slug(slug):
        raise Refused(
            "invalid",
            N_("An address has 3 to %(most)d small letters, digits and hyphens, such as %(example)s."),
            field="slug",
            most=SLUG_LENGTH,
            example="learning-2027",
        )
    if slug and _is_taken(work, slug):
        raise Refused("invalid", N_("This address is taken. Choose another one."), field="slug")
    if slug:
        return slug
    made = suggest_slug(title) or "programme"
    slug, number = made, 1
    while _is_taken(work, slug):
        number += 1
        ending = f"-{number}"
        slug = f"{made[: SLUG_LENGTH - len(ending)].rstrip('-')}{ending}"
    return slug


def _is_taken(work: Work, slug: str) -> bool:
    standing = select(Programme.id).where(Programme.slug == slug)
    return work.orm.scalar(standing) is not None or work.orm.get(FormerSlug, slug) is not None


def _languages(codes: list[str] | None, before: Programme) -> list[str]:
    if codes is None:
        return list(before.languages)
    chosen = list(dict.fromkeys(codes))
    if not chosen or not set(chosen) <= LANGUAGES.keys():
        raise Refused("invalid", N_("Choose at least one language."), field="languages")
    return chosen


def _zone(text: str | None, before: Programme) -> str:
    if text is None:
        return before.host_zone
    zone = places.zone_of(text)
    if zone is None:
        raise Refused(
            "invalid", N_("Name a time zone of the world, such as Europe/Dublin."), field="host_zone"
        )
    return zone


# -- what is taken over -----------------------------------------------------------------------------------


def _twin(row: Base, **other: Any) -> Any:
    """A new row with the columns of another, but for its key and for those named."""
    columns = table_of(type(row)).columns
    values = {column.key: getattr(row, column.key) for column in columns if not column.primary_key}
    return type(row)(**(values | other))


def _copy_texts(work: Work, before: Programme, after: Programme) -> None:
    for name in ("aims", "funding", "disclaimer", "contact"):
        setattr(after, name, getattr(before, name))


def _copy_notice(work: Work, before: Programme, after: Programme) -> None:
    after.privacy_notice = before.privacy_notice


def _copy_emblem(work: Work, before: Programme, after: Programme) -> None:
    if before.emblem is None:
        return
    worn = select(Emblem).where(
        Emblem.programme_id == before.id, Emblem.key == before.emblem["key"], Emblem.status == READY
    )
    emblem = work.orm.scalars(worn).one_or_none()
    if emblem is not None:
        key = secrets.token_urlsafe(16)
        work.add(_twin(emblem, programme_id=after.id, key=key, created_at=work.now))
        after.emblem = before.emblem | {"key": key}


def _copy_phases(work: Work, before: Programme, after: Programme) -> None:
    for phase in before.phases:
        work.add(Phase(programme_id=after.id, kind=phase.kind, position=phase.position))


def _copy_organisations(work: Work, before: Programme, after: Programme) -> None:
    for one in work.orm.scalars(_all(Organisation, before)):
        copied = work.add(_twin(one, programme_id=after.id))
        copied.roles = list(one.roles)


def _copy_cities(work: Work, before: Programme, after: Programme) -> None:
    """Their facts and the organisations that stand by them, as far as these were taken over too.

    Who wrote what in a profile, and the offices' mandates, belong to the edition that they were given in.
    """
    organisations = {one.name: one for one in work.orm.scalars(_all(Organisation, after))}
    for city in work.orm.scalars(_all(City, before)):
        copied = work.add(
            _twin(city, programme_id=after.id, languages=list(city.languages), offices=list(city.offices))
        )
        copied.aliases = [CityAlias(name=alias.name) for alias in city.aliases]
        copied.organisations = [
            organisations[one.name] for one in city.organisations if one.name in organisations
        ]


def _copy_statements(work: Work, before: Programme, after: Programme) -> None:
    for area in work.orm.scalars(_all(AssessmentArea, before).where(AssessmentArea.removed_at.is_(None))):
        copied = work.add(_twin(area, programme_id=after.id))
        copied.statements = [
            _twin(one, programme_id=after.id, area_id=None)
            for one in area.statements
            if one.removed_at is None
        ]


def _copy_questions(work: Work, before: Programme, after: Programme) -> None:
    for question in work.orm.scalars(_all(CallQuestion, before).where(CallQuestion.removed.is_(False))):
        work.add(_twin(question, programme_id=after.id))


def _copy_challenges(work: Work, before: Programme, after: Programme) -> None:
    for challenge in work.orm.scalars(_all(Challenge, before).where(Challenge.merged_into_id.is_(None))):
        copied = work.add(_twin(challenge, programme_id=after.id))
        copied.titles = {
            language: ChallengeTitle(language=language, title=one.title, source=one.source)
            for language, one in challenge.titles.items()
        }
    _copy_tags(work, before, after)


def _copy_topics(work: Work, before: Programme, after: Programme) -> None:
    there = _all(Topic, before).where(Topic.merged_into_id.is_(None), Topic.removed_at.is_(None))
    for topic in work.orm.scalars(there):
        copied = work.add(_twin(topic, programme_id=after.id))
        copied.labels = {
            language: TopicLabel(language=language, label=one.label) for language, one in topic.labels.items()
        }


def _copy_tags(work: Work, before: Programme, after: Programme) -> None:
    """What challenges are about, as far as the topics were taken over too."""
    work.orm.flush()
    topics = {one.key: one.id for one in work.orm.scalars(_all(Topic, after))}
    challenges = {one.key: one.id for one in work.orm.scalars(_all(Challenge, after))}
    tagged = (
        select(Challenge, Topic)
        .join(ChallengeTopic, ChallengeTopic.challenge_id == Challenge.id)
        .join(Topic, ChallengeTopic.topic_id == Topic.id)
        .where(Challenge.programme_id == before.id)
    )
    pairs = {
        (challenges[challenge.standing.key], topics[topic.standing.key])
        for challenge, topic in work.orm.execute(tagged)
        if challenge.standing.key in challenges and topic.standing.key in topics
    }
    for challenge_id, topic_id in sorted(pairs):
        work.add(ChallengeTopic(challenge_id=challenge_id, topic_id=topic_id))


def _copy_practices(work: Work, before: Programme, after: Programme) -> None:
    """What the cities that were taken over offer, tagged with the challenges and topics that were, too.

    Whom to ask is not taken over: those people agreed to be shown in the programme that they are in.
    """
    cities = {one.code: one for one in work.orm.scalars(_all(City, after))}
    challenges = {one.key: one for one in work.orm.scalars(_all(Challenge, after))}
    topics = {one.key: one for one in work.orm.scalars(_all(Topic, after))}
    offered = _all(Practice, before).where(Practice.withdrawn_at.is_(None))
    tagged = select(PracticeTopic.practice_id, Topic).join(Topic, PracticeTopic.topic_id == Topic.id)
    about: dict[int, set[str]] = {}
    for practice_id, topic in work.orm.execute(tagged.where(Topic.programme_id == before.id)):
        about.setdefault(practice_id, set()).add(topic.standing.key)
    for practice in work.orm.scalars(offered):
        city = cities.get(practice.city.code)
        if city is None:
            continue
        copied = work.add(
            _twin(practice, programme_id=after.id, city_id=city.id, links=list(practice.links), revision=0)
        )
        keys = dict.fromkeys(one.standing.key for one in practice.challenges)
        copied.challenges = [challenges[key] for key in keys if key in challenges]
        work.orm.flush()
        _copy_inferred(work, practice, copied)
        for key in sorted(about.get(practice.id, set()) & topics.keys()):
            work.add(PracticeTopic(practice_id=copied.id, topic_id=topics[key].id))
        _copy_told(work, practice, copied)


def _copy_inferred(work: Work, before: Practice, after: Practice) -> None:
    """Which challenges nobody has said that it answers, as long as nobody does."""
    query = select(PracticeChallenge.challenge_id).where(
        PracticeChallenge.practice_id == before.id, PracticeChallenge.inferred
    )
    inferred = set(work.orm.scalars(query))
    keys = {one.standing.key for one in before.challenges if one.id in inferred}
    said = {one.standing.key for one in before.challenges if one.id not in inferred}
    for challenge in after.challenges:
        if challenge.key in keys - said:
            work.orm.get_one(PracticeChallenge, (after.id, challenge.id)).inferred = True


def _copy_told(work: Work, before: Practice, after: Practice) -> None:
    """What the city tells of it, as it stands; who wrote it and what it was before stay in their edition."""
    texts = select(PracticeText).where(PracticeText.practice_id == before.id, PracticeText.text != "")
    for text in work.orm.scalars(texts.order_by(PracticeText.id)).all():
        copied = work.add(_twin(text, practice_id=after.id, seat_id=None, revision=1))
        work.orm.flush()
        said = {name: getattr(text, name) for name in ("text", "language", "origin", "source", "role")}
        work.add(
            PracticeTextVersion(
                text_id=copied.id,
                number=1,
                simulated=text.simulated,
                begun_at=text.updated_at,
                saved_at=text.updated_at,
                **said,
            )
        )
    points = select(PracticePoint).where(
        PracticePoint.practice_id == before.id, PracticePoint.removed_at.is_(None)
    )
    for point in work.orm.scalars(points.order_by(PracticePoint.id)).all():
        work.add(_twin(point, practice_id=after.id, revision=1))


def _copy_commitments(work: Work, before: Programme, after: Programme) -> None:
    """What is open between cities that were taken over; its source is where it was stated, or the edition.

    Who answers for it is asked anew: those people agreed to be named in the programme that they are in.
    """
    cities = {one.code: one for one in work.orm.scalars(_all(City, after))}
    practices = {one.key: one for one in work.orm.scalars(_all(Practice, after))}
    still_open = _all(Commitment, before).where(
        Commitment.status.in_(OPEN), Commitment.removed_at.is_(None), Commitment.simulated.is_(False)
    )
    for one in work.orm.scalars(still_open):
        city, other = cities.get(one.city.code), cities.get(one.other.code) if one.other else None
        if city is None or (one.other is not None and other is None):
            continue
        copied = work.add(
            Commitment(
                programme_id=after.id,
                kind=one.kind,
                city=city,
                other=other,
                subject=one.subject,
                language=one.language,
                practice=practices.get(one.practice.key) if one.practice else None,
                office=one.office,
                due=one.due,
                status=one.status,
                source=one.source or before.title,
                stated_on=one.stated_on or one.created_at.date(),
                revision=1,
                created_at=work.now,
            )
        )
        work.add(CommitmentStep(commitment=copied, step=MADE, status=one.status, at=work.now))


def _copy_templates(work: Work, before: Programme, after: Programme) -> None:
    for template in work.orm.scalars(
        _all(SessionTemplate, before).where(SessionTemplate.removed_at.is_(None))
    ):
        work.add(_twin(template, programme_id=after.id, created_at=work.now))


def _all(model: Any, programme: Programme) -> Any:
    return select(model).where(model.programme_id == programme.id).order_by(model.id)


#: How each part of domain/programmes.PARTS comes into the new programme.
COPIES: dict[str, Callable[[Work, Programme, Programme], None]] = {
    "notice": _copy_notice,
    "texts": _copy_texts,
    "emblem": _copy_emblem,
    "phases": _copy_phases,
    "organisations": _copy_organisations,
    "cities": _copy_cities,
    "statements": _copy_statements,
    "questions": _copy_questions,
    "topics": _copy_topics,
    "challenges": _copy_challenges,
    "practices": _copy_practices,
    "commitments": _copy_commitments,
    "templates": _copy_templates,
}
