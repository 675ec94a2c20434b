"""${message}."""

import sqlalchemy as sa
from alembic import op

from storage.models import base
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """The database has the new shape, with what it held."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """The database has the old shape, with what fits into it."""
    ${downgrades if downgrades else "pass"}
