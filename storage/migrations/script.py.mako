"""${message}."""

import sqlalchemy as sa
from alembic import op

% if down_revision is None:
from storage import search
% endif
from storage.models import base
% if imports:
${imports}
% endif

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """The database has the new shape, with what it held."""
    ${upgrades if upgrades else "pass"}
% if down_revision is None:
    search.create(op.get_bind())
% endif


def downgrade() -> None:
    """The database has the old shape, with what fits into it."""
% if down_revision is None:
    op.drop_table(search.TABLE)
% endif
    ${downgrades if downgrades else "pass"}
