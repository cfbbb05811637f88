"""Panel → effects with their uncertainty, and checks of the design."""
