"""Chinese: Simplified and Traditional, of the mainland and of Taiwan."""
