"""What is known of rednet.cn: hosts, addresses, channels. Strings in, facts out."""
