"""The ready questions of an auditor, one file each; `asking` puts them, `answering` packs them."""
