"""The commands: a module each, which defines the click command that bears its name."""
