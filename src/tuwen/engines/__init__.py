"""Engines: a Request in, text out, piece by piece."""
