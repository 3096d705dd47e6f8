"""What people ask for and decide (办理): procedure, decisions, enquiries, documents on request, handing over."""
