"""The pictures of a round's grouping: on their own page, and for templates that show a round."""

from __future__ import annotations

from flask import render_template
from flask_babel import get_locale

from facilitation.queries.tandems import tandems
from facilitation.queries.tandems.pictures import Pictures, pictures
from facilitation.queries.tandems.redaction import RoundSeen, answer_for
from facilitation.store.tandems import Round
from facilitation.web.programme_pages import programme_blueprint
from facilitation.web.site import orm, viewer

blueprint = programme_blueprint("tandem_pictures", __name__)


@blueprint.app_template_global()
def tandem_pictures(round_: Round | RoundSeen | None) -> Pictures | None:
    """The pictures of a round as the present reader may see them; None where it has no grouping."""
    if round_ is None:
        return None
    seen = round_ if isinstance(round_, RoundSeen) else answer_for(orm(), viewer(), round_)
    if not seen.answer or not seen.answer.get("tandems"):
        return None
    return pictures(seen.problem, seen.answer, seen.hidden)


@blueprint.get("/tandems/rounds/<int:round_id>/pictures")
def show(round_id: int):
    seen = answer_for(orm(), viewer(), tandems.round_for(orm(), viewer(), round_id))
    return render_template(
        "tandems/pictures.html",
        nav_active="tandems",
        round=seen,
        challenge_titles=tandems.challenge_titles(orm(), viewer(), str(get_locale())),
    )
