-- What editors do with editions. An edition is kept as it was built; its page stands here for editing, and what
-- editors did stands beside it, act by act. Instants are RFC 3339.

-- Whether parcels wait until an editor lets the edition go.
ALTER TABLE edition ADD COLUMN held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1));
ALTER TABLE schedule ADD COLUMN held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1));

-- The page of an edition in the words of the report room.
CREATE TABLE edition_page (
    edition INTEGER PRIMARY KEY NOT NULL REFERENCES edition (number),
    digest  BLOB NOT NULL CHECK (length(digest) = 32),
    body    BLOB NOT NULL
) STRICT;

-- Append only.
CREATE TABLE edition_act (
    number  INTEGER PRIMARY KEY NOT NULL,
    edition INTEGER NOT NULL REFERENCES edition (number),
    act     TEXT NOT NULL CHECK (act IN ('up', 'down', 'drop', 'restore', 'comment', 'add')),
    piece   TEXT NOT NULL,
    words   TEXT NOT NULL,
    person  TEXT NOT NULL,
    done_at TEXT NOT NULL
) STRICT;
CREATE INDEX edition_act_edition ON edition_act (edition, number);

-- An edition that an editor let go, with the acts up to the last one; as it was built where there is none.
CREATE TABLE edition_release (
    number      INTEGER PRIMARY KEY NOT NULL,
    edition     INTEGER NOT NULL REFERENCES edition (number),
    person      TEXT NOT NULL,
    released_at TEXT NOT NULL,
    last_act    INTEGER REFERENCES edition_act (number)
) STRICT;
CREATE INDEX edition_release_edition ON edition_release (edition, number);

CREATE TABLE released_file (
    edition_release INTEGER NOT NULL REFERENCES edition_release (number),
    format          TEXT    NOT NULL,
    digest          BLOB    NOT NULL CHECK (length(digest) = 32),
    bytes           BLOB    NOT NULL,
    PRIMARY KEY (edition_release, format)
) STRICT;
