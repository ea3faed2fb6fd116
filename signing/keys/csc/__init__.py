"""Keys at a remote signing service, by the API of the Cloud Signature Consortium, 1.0.4.0."""
