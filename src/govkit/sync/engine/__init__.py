"""The door to the engine of durable execution: nothing else of govkit imports it."""
