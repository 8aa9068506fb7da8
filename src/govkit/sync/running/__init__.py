"""What runs a workflow: the model of its document, step by step, with a journal of what was done."""
