"""Pixels to Reading: what can be proved from a picture. Knows no language, tasks or engines."""
