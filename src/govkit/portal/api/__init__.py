"""The HTTP API of the portal: what pages show and do, for programs, described by a document that is made of it."""
