"""Keys on a server's token or HSM (PKCS#11): the one door to python-pkcs11."""
