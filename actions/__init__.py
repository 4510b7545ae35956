"""Deeds: one plain function each, one transaction, safe to call twice."""
