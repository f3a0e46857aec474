"""For people who build Shuping: the demonstration, the check, the catalogues."""
