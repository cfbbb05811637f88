"""What was computed: records, their files, whether they are fresh, and what they were before."""
