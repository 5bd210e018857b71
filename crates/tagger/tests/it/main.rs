mod slovnet;
mod train;
