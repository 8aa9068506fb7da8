"""What people must decide: the queue of exceptions, what can be done with them, and the record of who did it."""
