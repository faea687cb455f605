"""`python -m rednet_crawler` is `rednet`."""

from rednet_crawler.cli.main import main

if __name__ == "__main__":
    main()
