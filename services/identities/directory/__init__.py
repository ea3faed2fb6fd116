"""An office's own directory from a file: read whole, compared with what is there, then written."""
