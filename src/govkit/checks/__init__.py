"""What is checked: two contracts, one contract, consumers against providers. The three see nothing of each other."""
