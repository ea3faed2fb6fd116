"""Reading the page as a person does: lines, places for stamps, marks, pictures."""
