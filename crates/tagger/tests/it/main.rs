mod oracle;
mod train;
