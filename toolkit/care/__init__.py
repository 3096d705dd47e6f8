"""What runs and keeps the workspace (值守、维护): the daily visit, the check-up, kits, backups, erasing."""
