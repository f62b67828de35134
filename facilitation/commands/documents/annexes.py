"""Handlers of a programme's annex of events: ask for one, and keep what was made."""

from __future__ import annotations

from typing import Any

import msgspec

from facilitation.commands.documents.agendas import StoreAgendas, keep_for_programme
from facilitation.commands.documents.documents import require_language
from facilitation.commands.work import Work

KIND = "annex"


class DraftAnnex(msgspec.Struct):
    language: str


def draft_annex(work: Work, target: None, payload: DraftAnnex) -> dict[str, Any]:
    """Ask the worker for the list of events and participating policymakers as a document."""
    asked = {"language": require_language(payload.language), "programme": work.programme}
    return {"job": work.job("annex.draft", asked)}


def store_annex(work: Work, target: None, payload: StoreAgendas) -> dict[str, Any]:
    """Keep a new version of the programme's annex with its renderings."""
    return keep_for_programme(work, KIND, payload)
