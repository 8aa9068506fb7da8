"""What comes in: webhooks, polls and schedules become events, each kept once with the runs that it starts."""
