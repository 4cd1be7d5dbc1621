"""What a shell offers where a command line is being typed."""
