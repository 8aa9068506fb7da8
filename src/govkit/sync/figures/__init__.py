"""Figures about the operation of workflows: how well they go, how fast, and how much people have to do."""
