"""What the rules look at: the sites of a contract, each found once."""
