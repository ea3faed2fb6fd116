"""What administrators look after: jobs that were given up."""
