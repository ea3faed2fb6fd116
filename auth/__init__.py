"""Who is acting, in which appointment, and what they may do."""
