"""Coded excerpts → how many people and entries raised what."""
