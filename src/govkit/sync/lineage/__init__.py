"""Where every value came from that was written to a platform: event, mapping, answer, person."""
