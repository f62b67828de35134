"""Reading what somebody sends, in a child process with limits of time and memory that ends afterwards."""
