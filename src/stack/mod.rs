//! From the model to the tree: one resource family a file, in provisioning order.
