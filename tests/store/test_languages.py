"""Every column of text is declared here: what people write carries its language, the rest is no prose.

A new column of text stands in one of the two tables below, or this test names it.
"""

from __future__ import annotations

from sqlalchemy import String

from facilitation.store.models import Base

#: What people write -> the column that says in which language.
PROSE = {
    "areas.hint": "sessions.language",
    "areas.title": "sessions.language",
    "assessment_areas.title": "assessment_areas.language",
    "assessment_ratings.comment": "assessment_ratings.language",
    "assessment_statements.text": "assessment_statements.language",
    "blocks.instruction": "sessions.language",
    "blocks.question": "sessions.language",
    "blocks.title": "sessions.language",
    "boards.question": "sessions.language",
    "boards.title": "sessions.language",
    "call_questions.text": "call_questions.language",
    "challenge_mentions.evidence": "challenge_mentions.language",
    "challenge_mentions.remark": "challenge_mentions.language",
    "challenge_titles.title": "challenge_titles.language",
    "challenges.title": "challenges.language",
    "city_text_versions.text": "city_text_versions.language",
    "city_texts.text": "city_texts.language",
    "clusters.title": "clusters.language",
    "documents.title": "documents.language",
    "emblems.alt": "emblems.language",
    "former_ratings.comment": "former_ratings.language",
    "notes.shown_text": "notes.language",
    "notes.text": "notes.language",
    "practices.description": "practices.language",
    "practices.title": "practices.language",
    "programmes.aims": "programmes.language",
    "programmes.disclaimer": "programmes.language",
    "programmes.funding": "programmes.language",
    "programmes.privacy_notice": "programmes.language",
    "programmes.title": "programmes.language",
    "proposal_answers.comment": "proposal_answers.language",
    "proposal_answers.reply": "proposal_answers.reply_language",
    "proposals.note": "proposals.language",
    "proposals.reason": "proposals.reason_language",
    "records.text": "records.language",
    "registrations.access_needs": "registrations.language",
    "session_files.title": "sessions.language",
    "session_templates.description": "session_templates.language",
    "session_templates.title": "session_templates.language",
    "sessions.cancel_reason": "sessions.language",
    "sessions.dial_in": "sessions.language",
    "sessions.line": "sessions.language",
    "sessions.sub_axis": "sessions.language",
    "sessions.title": "sessions.language",
    "tandem_versions.reason": "tandem_versions.language",
    "theme_versions.reason": "theme_versions.language",
    "themes.reason": "themes.language",
    "topic_labels.label": "topic_labels.language",
    "wishes.text": "wishes.language",
}
#: Names of people, places, organisations and sources; addresses; what the program itself words or counts by.
NO_PROSE = {
    "attendances": "name role city organisation through",
    "assessment_ratings": "role",
    "assessment_submissions": "role",
    "audit_log": "role name subject",
    "blocks": "method leads starts_at",
    "boards": "stage layout focus",
    "call_people": "name",
    "call_slots": "link role starts_at zone",
    "challenge_mentions": "source role organisation origin evidence_source proposal",
    "challenge_titles": "source",
    "challenges": "key kind",
    "cities": "code name country country_code time_zone",
    "city_aliases": "name",
    "city_text_versions": "role origin",
    "calendar_feeds": "holds language nonce",
    "calendar_files": "key etag name",
    "city_texts": "kind key role origin",
    "consents": "purpose",
    "documents": "kind status",
    "emblems": "key status fault media_type",
    "former_ratings": "role",
    "former_slugs": "slug",
    "invitations": "email name role organisation token_hash pressed_with",
    "jobs": "kind status error",
    "join_codes": "code",
    "mails": "address subject text link error html method",
    "merges": "token_hash",
    "notes": "author city",
    "operations": "operation_id name digest subject",
    "organisation_roles": "role",
    "organisations": "name",
    "people": "email name password_hash locale time_zone",
    "phases": "kind",
    "practice_contacts": "name email phone",
    "practice_versions": "role",
    "practices": "key stage source role organisation origin",
    "proposal_answers": "answer role organisation",
    "proposals": "state",
    "programmes": "slug number contact host_zone source",
    "records": "kind speaker city",
    "presences": "mode through",
    "registration_desks": "way key",
    "registration_links": "token_hash",
    "registrations": "name email organisation from_city answer mode interpretation remind place",
    "reminders": "step",
    "renderings": "format media_type file_name",
    "round_steps": "kind",
    "rounds": "preset status name",
    "seats": "name role organisation token_hash claim_email",
    "session_files": "digest file_name link media_type",
    "session_invitations": "name email nonce told_method answered",
    "session_people": "role name organisation email",
    "session_templates": "type",
    "sessions": "type status source for_whom was_there starts_at zone place link uid number",
    "sign_in_links": "token_hash bound_to email pressed_with",
    "tandem_contacts": "phone",
    "tandem_versions": "kind role",
    "theme_versions": "role",
    "themes": "role",
    "time_answers": "name token_hash",
    "time_polls": "nonce zone",
    "topics": "key",
    "wishes": "source role organisation origin",
}


def _columns() -> set[str]:
    return {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String)
    }


def test_what_people_write_carries_its_language() -> None:
    no_prose = {f"{table}.{name}" for table, names in NO_PROSE.items() for name in names.split()}
    languages = set(PROSE.values())
    declared = set(PROSE) | no_prose | languages
    unknown = sorted(_columns() - declared)
    assert not unknown, f"prose, and in which language? Say so in tests/store/test_languages.py: {unknown}"
    assert sorted(declared - _columns()) == [], "declared, but there is no such column"
    assert not set(PROSE) & no_prose
