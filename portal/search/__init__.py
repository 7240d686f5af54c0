"""The archive's engine."""
