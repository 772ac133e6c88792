"""The steps from one schema to the next, run by Alembic when a store is opened."""
