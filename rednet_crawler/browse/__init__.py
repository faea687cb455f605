"""An archive to look around in: Datasette over a catalogue of it (extra `browse`)."""
