"""The Telegram door: one file per noun; understand, call one deed, answer."""
