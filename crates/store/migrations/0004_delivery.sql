-- Reports as they were built and to whom they went. Nothing of it is derived: a rebuild leaves it as it is. Instants
-- are RFC 3339.

-- One report as it went out. A series has one edition in a language for each moment at which it was due; an edition
-- that a person asked for has no such moment.
CREATE TABLE edition (
    number   INTEGER PRIMARY KEY NOT NULL,
    series   TEXT NOT NULL,
    words    TEXT NOT NULL,
    lang     TEXT NOT NULL,
    title    TEXT NOT NULL,
    as_of    TEXT NOT NULL,
    due_at   TEXT,
    built_at TEXT NOT NULL,
    UNIQUE (series, lang, due_at)
) STRICT;

CREATE TABLE edition_file (
    edition INTEGER NOT NULL REFERENCES edition (number),
    format  TEXT    NOT NULL,
    digest  BLOB    NOT NULL CHECK (length(digest) = 32),
    bytes   BLOB    NOT NULL,
    PRIMARY KEY (edition, format)
) STRICT;

-- The secret signs what is sent to a program and stands in the link by which a person leaves the list.
CREATE TABLE recipient (
    name     TEXT NOT NULL PRIMARY KEY,
    address  TEXT NOT NULL,
    lang     TEXT NOT NULL,
    roles    TEXT NOT NULL,
    secret   TEXT NOT NULL UNIQUE,
    added_at TEXT NOT NULL,
    left_at  TEXT,
    left_why TEXT,
    CHECK ((left_at IS NULL) = (left_why IS NULL))
) STRICT;

CREATE TABLE schedule (
    name       TEXT NOT NULL PRIMARY KEY,
    words      TEXT NOT NULL,
    formats    TEXT NOT NULL,
    days       TEXT NOT NULL,
    time       TEXT NOT NULL,
    zone       TEXT NOT NULL,
    roles      TEXT NOT NULL,
    added_at   TEXT NOT NULL,
    next_at    TEXT NOT NULL,
    removed_at TEXT
) STRICT;

-- An edition on its way to a recipient: one for each pair, so that nobody is sent it twice.
CREATE TABLE parcel (
    edition    INTEGER NOT NULL REFERENCES edition (number),
    recipient  TEXT    NOT NULL REFERENCES recipient (name),
    state      TEXT    NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed')),
    tries      INTEGER NOT NULL CHECK (tries >= 0),
    due_at     TEXT    NOT NULL,
    said       TEXT,
    changed_at TEXT    NOT NULL,
    PRIMARY KEY (edition, recipient)
) STRICT;
CREATE INDEX parcel_due ON parcel (state, due_at);
