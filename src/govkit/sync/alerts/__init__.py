"""Alerts in business words: kept with what they tell of, and delivered to whoever wants to hear them."""
