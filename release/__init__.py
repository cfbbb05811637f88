"""Publish a version of the report: checked, recorded, built, put in one file."""
