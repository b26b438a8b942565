"""Fill public ids

Revision ID: 92b1608fe130
Revises: 1b1fea59df18
Create Date: 2026-11-27 02:25:59.216117

"""

import uuid

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "92b1608fe130"
down_revision = "1b1fea59df18"
branch_labels = None
depends_on = None


# --8<-- [start:fill]
# The table as it is at this step; models.py says what it will be at the last one.
article = sa.table("article", sa.column("id", sa.Integer), sa.column("public_id", sa.Uuid))


def upgrade():
    connection = op.get_bind()
    empty = sa.select(article.c.id).where(article.c.public_id.is_(None))
    for key in connection.scalars(empty).all():
        row = sa.update(article).where(article.c.id == key)
        connection.execute(row.values(public_id=uuid.uuid4()))


def downgrade():
    pass  # the step before takes the column away


# --8<-- [end:fill]
