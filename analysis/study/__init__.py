"""What a study declares: records, how they are read, and whether they fit one another."""
