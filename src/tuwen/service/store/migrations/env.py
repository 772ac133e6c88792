"""What Alembic runs: the migrations, on the connection that the Store hands over."""

from alembic import context

from tuwen.service.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
context.run_migrations()
