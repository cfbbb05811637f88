"""Wave files → one validated panel."""
