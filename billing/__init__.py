"""Plans, subscriptions and the ledger of what was used."""
