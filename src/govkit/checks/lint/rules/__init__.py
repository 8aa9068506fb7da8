"""Rules about one API description: what is poor in it though it breaks nobody."""
