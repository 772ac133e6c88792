"""The one deep module: a picture and a brief in, a checked Summary out. Knows no HTTP."""
