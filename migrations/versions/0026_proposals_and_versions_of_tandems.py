"""proposals to cities with their answers, versions of published tandems, contacts

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

#: A tandem of a round that another one has replaced stands no more.
ENDED = """
UPDATE tandems SET ended_at = (
    SELECT MAX(rounds.published_at) FROM rounds WHERE rounds.programme_id = tandems.programme_id
) WHERE round_id IN (SELECT id FROM rounds WHERE status = 'replaced')
"""
#: What stands now is the first version that is kept.
FIRST = """
INSERT INTO tandem_versions
    (programme_id, round_id, number, kind, groups, missing, reason, language, role, simulated, at)
VALUES (:programme, :round, 1, 'published', :groups, :missing, '', :language, 'coordinator', :simulated, :at)
"""
STANDING = """
SELECT rounds.id, rounds.programme_id, rounds.published_at, rounds.created_at, rounds.simulated,
    programmes.languages
FROM rounds JOIN programmes ON programmes.id = rounds.programme_id
WHERE rounds.status = 'published' ORDER BY rounds.id
"""
GROUPS = """
SELECT tandems.id, cities.code FROM tandems
JOIN tandem_cities ON tandem_cities.tandem_id = tandems.id JOIN cities ON cities.id = tandem_cities.city_id
WHERE tandems.round_id = :round ORDER BY tandems.position, cities.code
"""


def upgrade() -> None:
    op.add_column("tandems", sa.Column("ended_at", sa.DateTime(), nullable=True))
    op.execute(ENDED)
    op.create_table(
        "proposals",
        sa.Column("id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("round_id", ID, nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("problem", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reason_language", sa.String(length=5), nullable=True),
        sa.Column("simulated", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_proposals_programme_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], ondelete="SET NULL", name=op.f("fk_proposals_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    op.create_index(op.f("ix_proposals_programme_id"), "proposals", ["programme_id"])
    op.create_index(op.f("ix_proposals_round_id"), "proposals", ["round_id"])
    op.create_table(
        "proposed_tandems",
        sa.Column("id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("proposal_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_proposed_tandems_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.id"], name=op.f("fk_proposed_tandems_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_tandems")),
    )
    op.create_index(op.f("ix_proposed_tandems_programme_id"), "proposed_tandems", ["programme_id"])
    op.create_index(op.f("ix_proposed_tandems_proposal_id"), "proposed_tandems", ["proposal_id"])
    op.create_table(
        "proposed_tandem_cities",
        sa.Column("tandem_id", ID, nullable=False),
        sa.Column("city_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["tandem_id"], ["proposed_tandems.id"], name=op.f("fk_proposed_tandem_cities_tandem_id")
        ),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_proposed_tandem_cities_city_id")),
        sa.PrimaryKeyConstraint("tandem_id", "city_id", name=op.f("pk_proposed_tandem_cities")),
    )
    op.create_index(op.f("ix_proposed_tandem_cities_city_id"), "proposed_tandem_cities", ["city_id"])
    op.create_table(
        "proposal_answers",
        sa.Column("id", ID, nullable=False),
        sa.Column("group_id", ID, nullable=False),
        sa.Column("city_id", ID, nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("organisation", sa.String(length=120), nullable=True),
        sa.Column("simulated", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("reply_language", sa.String(length=5), nullable=True),
        sa.Column("replied_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["proposed_tandems.id"], name=op.f("fk_proposal_answers_group_id")
        ),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_proposal_answers_city_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_answers")),
        sa.UniqueConstraint("group_id", "city_id", name=op.f("uq_proposal_answers_group_id_city_id")),
    )
    op.create_index(op.f("ix_proposal_answers_city_id"), "proposal_answers", ["city_id"])
    op.create_table(
        "tandem_versions",
        sa.Column("id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("round_id", ID, nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("groups", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("missing", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("simulated", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_tandem_versions_programme_id")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], ondelete="SET NULL", name=op.f("fk_tandem_versions_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tandem_versions")),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_tandem_versions_programme_id_number")),
    )
    op.create_index(op.f("ix_tandem_versions_round_id"), "tandem_versions", ["round_id"])
    op.create_table(
        "tandem_contacts",
        sa.Column("seat_id", ID, nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_tandem_contacts_seat_id")),
        sa.PrimaryKeyConstraint("seat_id", name=op.f("pk_tandem_contacts")),
    )
    _keep_what_stands()


def _keep_what_stands() -> None:
    """A first version of what is published, for each programme that has published tandems."""
    bind = op.get_bind()
    first = sa.text(FIRST).bindparams(
        sa.bindparam("groups", type_=sa.JSON()),
        sa.bindparam("missing", type_=sa.JSON()),
        sa.bindparam("simulated", type_=sa.Boolean()),
        sa.bindparam("at", type_=sa.DateTime()),
    )
    standing = sa.text(STANDING).columns(
        published_at=sa.DateTime(), created_at=sa.DateTime(), simulated=sa.Boolean(), languages=sa.JSON()
    )
    seen = set()
    for row in bind.execute(standing).all():
        if row.programme_id in seen:
            continue
        seen.add(row.programme_id)
        cities: dict[int, list[str]] = {}
        for tandem, code in bind.execute(sa.text(GROUPS), {"round": row.id}):
            cities.setdefault(tandem, []).append(code)
        bind.execute(
            first,
            {
                "programme": row.programme_id,
                "round": row.id,
                "groups": [{"tandem": tandem, "cities": codes} for tandem, codes in cities.items()],
                "missing": [],
                "language": (row.languages or ["en"])[0],
                "simulated": row.simulated,
                "at": row.published_at or row.created_at,
            },
        )


def downgrade() -> None:
    for table in (
        "tandem_contacts",
        "tandem_versions",
        "proposal_answers",
        "proposed_tandem_cities",
        "proposed_tandems",
        "proposals",
    ):
        op.drop_table(table)
    op.drop_column("tandems", "ended_at")
