"""The reader: article text to claims, by sentences, mentions and one module of rules a metric."""
