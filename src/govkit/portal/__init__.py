"""The web portal: what the estate is and how its integrations go, for people who never run a command."""
