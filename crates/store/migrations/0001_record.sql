-- The record: captures and where they came from, and everything that is read out of them.
-- Words that differ between engines are listed in README.md beside this file; there are no others.

-- The bytes that were read, by their hash. Never updated, never deleted.
CREATE TABLE capture (
    id     BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    size   INTEGER NOT NULL CHECK (size >= 0),
    coding TEXT    NOT NULL CHECK (coding IN ('plain', 'zlib')),
    bytes  BLOB    NOT NULL
) STRICT;

-- What a name gave, in order. A name that gives the same bytes again adds nothing; a name that
-- gives other bytes, or its former ones again, adds a row. Never updated, never deleted.
CREATE TABLE origin (
    number      INTEGER PRIMARY KEY NOT NULL,
    capture     BLOB    NOT NULL REFERENCES capture (id),
    name        TEXT    NOT NULL,
    url         TEXT,
    media_type  TEXT,
    captured_at TEXT    NOT NULL
) STRICT;
CREATE INDEX origin_name ON origin (name, number);
CREATE INDEX origin_capture ON origin (capture, number);

-- All below is derived: read again from the captures it gives equal rows, except what a person wrote.

-- Each distinct text under one identity is a version; the current one is that of the latest origin.
CREATE TABLE publication (
    id           BLOB    NOT NULL CHECK (length(id) = 16),
    version      INTEGER NOT NULL CHECK (version >= 1),
    doc          TEXT    NOT NULL,
    url          TEXT,
    publisher    TEXT,
    title        TEXT,
    lang         TEXT    NOT NULL,
    published_on TEXT,
    capture      BLOB    NOT NULL REFERENCES capture (id),
    origin       INTEGER NOT NULL REFERENCES origin (number),
    is_current   INTEGER NOT NULL CHECK (is_current IN (0, 1)),
    PRIMARY KEY (id, version)
) STRICT;
CREATE UNIQUE INDEX publication_current ON publication (id) WHERE is_current = 1;
CREATE INDEX publication_doc ON publication (doc);

-- Bytes, not characters: spans count bytes. Apart from its publication so that a list reads no texts.
CREATE TABLE publication_text (
    publication BLOB    NOT NULL,
    version     INTEGER NOT NULL,
    digest      BLOB    NOT NULL CHECK (length(digest) = 16),
    body        BLOB    NOT NULL,
    PRIMARY KEY (publication, version),
    UNIQUE (publication, digest),
    FOREIGN KEY (publication, version) REFERENCES publication (id, version)
) STRICT;

-- Either a rule of a pack found it, or a person wrote it. There is no foreign key to the publication,
-- because what a person wrote outlives a rebuild; the store checks it when a claim is filed. The number
-- is for the evidence alone: rows that are filed together lie together, which ids, being hashes, do not.
CREATE TABLE claim (
    number      INTEGER PRIMARY KEY NOT NULL,
    id          BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    publication BLOB    NOT NULL,
    version     INTEGER NOT NULL,
    kind        TEXT    NOT NULL,
    slots       TEXT    NOT NULL,
    refs        TEXT    NOT NULL,
    attribution TEXT,
    rule        TEXT,
    pack        TEXT,
    person      TEXT,
    filed_at    TEXT,
    confidence  INTEGER NOT NULL CHECK (confidence BETWEEN 0 AND 100),
    CHECK ((rule IS NULL) = (pack IS NULL)),
    CHECK ((rule IS NULL) <> (person IS NULL)),
    CHECK ((person IS NULL) = (filed_at IS NULL))
) STRICT;
CREATE UNIQUE INDEX claim_publication ON claim (publication, version, id);

CREATE TABLE evidence (
    claim       INTEGER NOT NULL REFERENCES claim (number) ON DELETE CASCADE,
    place       INTEGER NOT NULL CHECK (place >= 0),
    publication BLOB    NOT NULL,
    version     INTEGER NOT NULL,
    span_start  INTEGER NOT NULL CHECK (span_start >= 0),
    span_end    INTEGER NOT NULL CHECK (span_end >= span_start),
    quote       TEXT    NOT NULL,
    PRIMARY KEY (claim, place)
) STRICT;

-- What persons judged: append only; a judgement is withdrawn, never changed.
CREATE TABLE judgement (
    number       INTEGER PRIMARY KEY NOT NULL,
    left_claim   BLOB    NOT NULL CHECK (length(left_claim) = 16),
    right_claim  BLOB    NOT NULL CHECK (length(right_claim) = 16),
    verdict      TEXT    NOT NULL CHECK (verdict IN ('same', 'different', 'unsure')),
    score        REAL    NOT NULL CHECK (score BETWEEN 0 AND 1),
    reasons      TEXT    NOT NULL,
    person       TEXT    NOT NULL,
    judged_at    TEXT    NOT NULL,
    withdrawn_by TEXT,
    withdrawn_at TEXT,
    CHECK ((withdrawn_by IS NULL) = (withdrawn_at IS NULL))
) STRICT;

-- What the merge judged in its latest run.
CREATE TABLE machine_judgement (
    left_claim  BLOB NOT NULL CHECK (length(left_claim) = 16),
    right_claim BLOB NOT NULL CHECK (length(right_claim) = 16),
    rule        TEXT NOT NULL,
    verdict     TEXT NOT NULL CHECK (verdict IN ('same', 'different', 'unsure')),
    score       REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
    reasons     TEXT NOT NULL,
    PRIMARY KEY (left_claim, right_claim, rule)
) STRICT;

-- The digest is that of the whole entry with its references and claims: an entry that a merge leaves
-- as it was is not written again.
CREATE TABLE entry (
    id         BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    kind       TEXT NOT NULL,
    label      TEXT NOT NULL,
    properties TEXT NOT NULL,
    digest     BLOB NOT NULL CHECK (length(digest) = 16)
) STRICT;
CREATE INDEX entry_kind ON entry (kind, id);

CREATE TABLE entry_ref (
    entry  BLOB NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    name   TEXT NOT NULL,
    target BLOB NOT NULL CHECK (length(target) = 16),
    PRIMARY KEY (entry, name)
) STRICT;
CREATE INDEX entry_ref_target ON entry_ref (target, entry);

CREATE TABLE entry_claim (
    entry BLOB NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    claim BLOB NOT NULL CHECK (length(claim) = 16),
    PRIMARY KEY (entry, claim)
) STRICT;
CREATE INDEX entry_claim_claim ON entry_claim (claim, entry);
