"""Backups of the store: the archive, the batches and the warehouse, each file with its hash, whole or not there.

A backup is a folder with the store's own files in it, under a name that it gets last. What is the same as in the one
before is there by a second name, and costs no room. What is not in it: the published snapshots and Airflow's home,
which are made anew, and the sources file with the readers' keys, which is yours.
"""
