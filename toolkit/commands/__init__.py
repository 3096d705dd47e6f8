"""The commands as typed (命令): their words and options, and what each hands on; nothing heavy is imported here."""
