"""The practice page in a real browser: people click and type, nothing is reached behind the page."""
