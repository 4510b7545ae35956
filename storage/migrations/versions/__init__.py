"""Alembic's folder: numbered steps, only ever appended."""
