"""`python -m policydiff`: the same as the `policydiff` command."""

from policydiff.cli.main import main

if __name__ == "__main__":
    main()
