"""The decisions that join what the checks find."""
