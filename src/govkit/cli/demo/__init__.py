"""The demonstration: a billing API in three versions, and the pull request that takes it from one to the next."""
