"""programmes: edition, former addresses, organisations

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("programmes", sa.Column("privacy_notice", sa.Text(), server_default="", nullable=False))
    op.add_column("programmes", sa.Column("retention_until", sa.Date(), nullable=True))
    op.add_column("programmes", sa.Column("setup", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "former_slugs",
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_former_slugs_programme_id")
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_former_slugs")),
    )
    op.create_index(op.f("ix_former_slugs_programme_id"), "former_slugs", ["programme_id"])
    op.create_table(
        "organisations",
        sa.Column("id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_organisations_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("programme_id", "name", name=op.f("uq_organisations_programme_id_name")),
    )
    op.create_index(op.f("ix_organisations_programme_id"), "organisations", ["programme_id"])
    op.create_table(
        "organisation_cities",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("city_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_organisation_cities_organisation_id")
        ),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_organisation_cities_city_id")),
        sa.PrimaryKeyConstraint("organisation_id", "city_id", name=op.f("pk_organisation_cities")),
    )
    op.create_index(op.f("ix_organisation_cities_city_id"), "organisation_cities", ["city_id"])
    # What stood as a text beside each city becomes an organisation that stands by it.
    op.execute(
        "INSERT INTO organisations (programme_id, name, kind) "
        "SELECT DISTINCT programme_id, substr(support_organisation, 1, 120), 'support' "
        "FROM cities WHERE support_organisation <> ''"
    )
    op.execute(
        "INSERT INTO organisation_cities (organisation_id, city_id) "
        "SELECT organisations.id, cities.id FROM cities JOIN organisations "
        "ON organisations.programme_id = cities.programme_id "
        "AND organisations.name = substr(cities.support_organisation, 1, 120)"
    )
    op.drop_column("cities", "support_organisation")


def downgrade() -> None:
    op.add_column("cities", sa.Column("support_organisation", sa.Text(), server_default="", nullable=False))
    op.execute(
        "UPDATE cities SET support_organisation = coalesce((SELECT min(organisations.name) "
        "FROM organisations JOIN organisation_cities "
        "ON organisation_cities.organisation_id = organisations.id "
        "WHERE organisation_cities.city_id = cities.id AND organisations.kind = 'support'), '')"
    )
    op.drop_table("organisation_cities")
    op.drop_table("organisations")
    op.drop_table("former_slugs")
    op.drop_column("programmes", "setup")
    op.drop_column("programmes", "retention_until")
    op.drop_column("programmes", "privacy_notice")
