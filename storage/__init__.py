"""What is remembered: typed models, queries and migrations; the only room that speaks SQL."""
