"""What a pull request must pass."""
