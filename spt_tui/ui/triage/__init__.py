"""Why runs died, over the browser: the groups, and the runs of one."""
