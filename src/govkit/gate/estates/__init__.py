"""The estate as the gate sees it: loaded, judged by its policies, and what changed in it."""
