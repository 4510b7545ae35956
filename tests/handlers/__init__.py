"""The Telegram door, as a table."""
