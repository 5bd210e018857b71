-- What is collected from where: sources, the work that waits, what each source announced and what became
-- of it, the ledger of every run. Instants are milliseconds since 1970. None of it is derived: a rebuild
-- leaves it as it is.

-- A source that was removed keeps its row, so that the ledger can still be read.
CREATE TABLE source (
    slug          TEXT    NOT NULL PRIMARY KEY,
    url           TEXT    NOT NULL,
    form          TEXT    NOT NULL,
    title         TEXT,
    site          TEXT,
    lang          TEXT,
    country       TEXT,
    publisher     TEXT,
    standing      TEXT    NOT NULL,
    reliability   TEXT,
    every_minutes INTEGER,
    tags          TEXT    NOT NULL,
    rule          TEXT,
    is_active     INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    added_ms      INTEGER NOT NULL,
    removed_ms    INTEGER,
    -- how its last visits went
    etag          TEXT,
    last_modified TEXT,
    visited_ms    INTEGER,
    answered_ms   INTEGER,
    news_ms       INTEGER,
    failures      INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
    error         TEXT,
    gap_seconds   INTEGER
) STRICT;

-- Work that waits or is being done. The key keeps the same work from waiting twice.
CREATE TABLE job (
    number    INTEGER PRIMARY KEY NOT NULL,
    kind      TEXT    NOT NULL CHECK (kind IN ('visit', 'list', 'page')),
    job_key   TEXT    NOT NULL,
    source    TEXT    NOT NULL REFERENCES source (slug),
    host      TEXT    NOT NULL,
    url       TEXT    NOT NULL,
    payload   TEXT    NOT NULL,
    due_ms    INTEGER NOT NULL,
    tries     INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
    lease_ms  INTEGER,
    is_leased INTEGER NOT NULL DEFAULT 0 CHECK (is_leased IN (0, 1)),
    error     TEXT,
    UNIQUE (kind, job_key)
) STRICT;
CREATE INDEX job_due ON job (is_leased, host, due_ms, number);
CREATE INDEX job_source ON job (source, kind);

-- What a source announced, by its canonical address or its source's own name for it.
CREATE TABLE item (
    source        TEXT    NOT NULL REFERENCES source (slug),
    id            BLOB    NOT NULL CHECK (length(id) = 16),
    url           TEXT,
    title         TEXT,
    state         TEXT    NOT NULL CHECK (state IN ('waiting', 'stored', 'skipped', 'failed')),
    reason        TEXT,
    digest        BLOB    NOT NULL CHECK (length(digest) = 16),
    publication   BLOB,
    etag          TEXT,
    last_modified TEXT,
    published_ms  INTEGER,
    first_seen_ms INTEGER NOT NULL,
    seen_ms       INTEGER NOT NULL,
    fetched_ms    INTEGER,
    gone_ms       INTEGER,
    PRIMARY KEY (source, id)
) STRICT;
CREATE INDEX item_id ON item (id, source);
CREATE INDEX item_first_seen ON item (source, first_seen_ms);
CREATE INDEX item_publication ON item (publication);

CREATE TABLE run (
    number   INTEGER PRIMARY KEY NOT NULL,
    begun_ms INTEGER NOT NULL,
    ended_ms INTEGER
) STRICT;

-- Per source and run: every item that was seen is stored, unchanged, skipped, failed, or its job waits.
CREATE TABLE account (
    run       INTEGER NOT NULL REFERENCES run (number),
    source    TEXT    NOT NULL REFERENCES source (slug),
    visits    INTEGER NOT NULL,
    seen      INTEGER NOT NULL,
    stored    INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    skipped   INTEGER NOT NULL,
    failed    INTEGER NOT NULL,
    error     TEXT,
    PRIMARY KEY (run, source)
) STRICT;
CREATE INDEX account_source ON account (source, run);

-- Derived, as publications are: the print of each current text, and the bands by which alike ones meet.
CREATE TABLE fingerprint (
    number      INTEGER PRIMARY KEY NOT NULL,
    publication BLOB    NOT NULL UNIQUE,
    version     INTEGER NOT NULL,
    print       BLOB    NOT NULL
) STRICT;

CREATE TABLE fingerprint_band (
    band        INTEGER NOT NULL,
    fingerprint INTEGER NOT NULL REFERENCES fingerprint (number) ON DELETE CASCADE,
    PRIMARY KEY (band, fingerprint)
) STRICT;
CREATE INDEX fingerprint_band_owner ON fingerprint_band (fingerprint);
