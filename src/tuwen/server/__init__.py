"""The HTTP surface: one job, a page, and errors that say what to do."""
