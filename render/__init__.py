"""Render the Quarto book: by the Quarto CLI where it is, else by its embedded likeness."""
