"""Processors, memory, network and disk of this machine, and the part of them that is the job's."""
