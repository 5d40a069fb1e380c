"""What happens to an issue."""
