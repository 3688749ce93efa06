"""What is checked before a batch is loaded: frames of derived columns, and the suites of expectations over them."""
