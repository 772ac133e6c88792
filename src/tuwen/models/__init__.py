"""Model weights on disk: where they come from, and whether a folder of them is whole.

Knows files and hubs; loads no model and needs no torch.
"""
