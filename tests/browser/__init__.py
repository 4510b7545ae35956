"""The practice page in a real browser: people click and type, as on a phone or a desk."""
