"""What cannot be inferred of a platform, declared in `mock.yaml`: its forms, its meaning, and what carries it out."""
