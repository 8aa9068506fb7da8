"""Who may do what in the portal: tokens, sessions, what guards forms, and what is noted of it all."""
