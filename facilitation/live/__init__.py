"""Live boards and rooms: sockets in, frames out."""
