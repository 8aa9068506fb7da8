"""Charts and graphs as SVG, drawn on the server: their colours are classes of the style sheet."""
