"""The runs of one root for scripts: asked by tag, status, hyper-parameters or filter, sorted, as plain records."""
