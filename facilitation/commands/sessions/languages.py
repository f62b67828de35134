"""In which language something is written at a session."""

from sqlalchemy import select

from facilitation.commands.work import Work
from facilitation.domain import boards
from facilitation.store.programmes import Programme
from facilitation.store.sessions import Session


def language_here(work: Work, session: int, language: str | None) -> str | None:
    """The language that something is written in at a session, if the programme or the session speaks it.

    Asked once for many notes, and without a flush of those before. None is the session's own.
    """
    if language is None:
        return None
    known = work.orm.remembered.get(("languages", session))
    if known is None:
        query = (
            select(Session.language, Programme.languages)
            .join(Programme, Programme.id == Session.programme_id)
            .where(Session.id == session)
        )
        with work.orm.no_autoflush:
            own, others = work.orm.execute(query).one()
        known = work.orm.remembered["languages", session] = {own, *others}
    return boards.require_language(language, known)
