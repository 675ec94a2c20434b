"""How people are spoken to about themselves: consent, households, offices, groups, the ward."""
