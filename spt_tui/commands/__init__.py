"""What the command line can do besides opening the browser: a module a command, each with `main(arguments)`."""
