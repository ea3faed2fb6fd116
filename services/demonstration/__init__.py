"""The demonstration: Tháp Mười district and its thirteen communes on a day of 2024."""
