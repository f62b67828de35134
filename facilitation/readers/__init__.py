"""Reading what somebody sends, and making PDFs, in a child process with limits that ends afterwards."""
