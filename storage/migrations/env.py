"""How Alembic meets the database: storage/schema.py brings the connection, in a transaction of its own."""

from alembic import context

from storage import schema
from storage.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    include_name=schema.is_of_models,
    user_module_prefix="base.",
)
with context.begin_transaction():
    context.run_migrations()
