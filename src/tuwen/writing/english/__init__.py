"""English from the same Readings, graphs and findings as the Chinese: phrasing of its own.

What is shown is looked up where the Chinese writer looks it up; no Chinese sentence is
translated. `narrate.write` is the entry.
"""
