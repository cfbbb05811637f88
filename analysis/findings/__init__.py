"""Claims + evidence → findings with a status, and both strands side by side."""
