"""The catalog: which systems, APIs, versions, teams, consumers and policies there are."""
