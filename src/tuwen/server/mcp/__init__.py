"""Tuwen for AI editors: three tools over the Model Context Protocol, on stdio or HTTP."""
