"""What `csdesk check` looks at: each a function that only reads, and one finding."""
