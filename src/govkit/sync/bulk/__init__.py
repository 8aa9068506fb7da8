"""The bulk path of workflows: a run for each record that a system has already, behind all that events start."""
