"""What the command line can do besides opening the browser: a module a command, each with `main(arguments)`."""

COMMANDS = {
    "best": "say which runs are best by a metric",
    "completion": "print what makes a shell complete the words of spt-tui",
    "diff": "say in what runs differ",
    "export": "write the runs, or their points, into a file",
    "gpus": "say how this machine and its GPUs do",
    "logs": "print the logs of a run",
    "ls": "list runs",
    "metrics": "print the metrics of a run",
    "path": "print where a run, its checkpoint or its logs lie",
    "plot": "plot metrics of runs as text, SVG or PNG",
    "record": "write down what this node does, alone or beside a command",
    "scan": "say how the runs stand and what it costs to look",
    "show": "say all that is known of a run",
    "summary": "sum up what a run took of its machines",
    "sweeps": "say how the sweeps stand",
    "tags": "list the tags of the runs",
    "triage": "say why runs died",
    "watch": "say how runs change their states, as it happens",
}
"""Command -> what it does; it is `main` of the module of that name in `commands`."""
