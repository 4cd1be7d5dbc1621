"""Series to text: plots, sparklines and the words beside them. Pure functions, called by screens and commands."""
