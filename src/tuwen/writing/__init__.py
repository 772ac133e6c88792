"""Chinese text from a Reading and its article, without a language model."""
